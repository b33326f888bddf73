using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_in_use_is_a_problem_with_a_remedy_and_a_free_one_is_none()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        occupant.Listen();
        var port = ((IPEndPoint)occupant.LocalEndPoint!).Port;

        var found = await FindAsync(1, "--listen", $"{port}", "--udp", "127.0.0.1:0");

        var busy = found.Single(each => each.Subject == $"TCP 127.0.0.1:{port}");
        Assert.Equal(("problem", "it is in use"), (busy.State, busy.Sentence));
        Assert.EndsWith($"ss -ltnp sport = :{port}", busy.Remedy, StringComparison.Ordinal);
        Assert.Equal("ok", found.Single(each => each.Subject == "UDP 127.0.0.1:0").State);
    }

    [Fact]
    public async Task Each_area_is_looked_at_and_each_finding_that_is_not_well_has_a_remedy()
    {
        var store = await MakeStoreAsync();
        var found = await FindAsync(0, "--listen", "0", "--store", $"sqlite:{store}");

        Assert.Equal(
            ["ports", "permissions", "clock", "kernel", "certificates", "store"],
            found.Select(each => each.Area).Distinct()
        );
        Assert.All(found, each => Assert.Equal(each.State == "ok", each.Remedy is null));
        Assert.Contains(found, each => each.Sentence == "whole, with 0 measurements");
    }

    [Fact]
    public async Task A_damaged_store_is_a_problem()
    {
        var store = await MakeStoreAsync();
        using (var file = File.OpenHandle(store, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.Write(file, Enumerable.Repeat((byte)0xA5, 100).ToArray(), 4096);

        var found = await FindAsync(1, "--listen", "0", "--store", $"sqlite:{store}");

        Assert.Contains(
            found,
            each => each is { Area: "store", State: "problem" } && each.Remedy!.Contains(".recover")
        );
    }

    [Fact]
    public async Task A_store_of_others_or_none_is_a_problem_and_nothing_is_made()
    {
        await File.WriteAllTextAsync(_folder["notes"], "no database", TestContext.Current.CancellationToken);

        Assert.Contains(
            await FindAsync(1, "--listen", "0", "--store", $"sqlite:{_folder["notes"]}"),
            each => each is { Area: "store", State: "problem" }
        );
        Assert.Contains(
            await FindAsync(1, "--listen", "0", "--store", $"sqlite:{_folder["none.db"]}"),
            each => each is { Area: "store", State: "problem", Remedy: "weir collect makes it" }
        );
        Assert.Equal(["notes"], _folder.Names());
    }

    [Fact]
    public async Task A_spool_tells_how_many_of_its_records_are_damaged()
    {
        await File.WriteAllTextAsync(
            _folder["0000000000000001.records"],
            "this is no record\n",
            TestContext.Current.CancellationToken
        );

        var spool = (await FindAsync(1, "--listen", "0", "--spool", _folder.Path)).Single(each =>
            each.Subject == "spool"
        );

        Assert.Equal(("problem", $"{_folder.Path}: 1 of 1 records are damaged"), (spool.State, spool.Sentence));
    }

    [Fact]
    public async Task A_secret_that_others_may_read_is_a_problem()
    {
        var token = _folder["token"];
        await File.WriteAllTextAsync(token, "secret\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Contains(
            await FindAsync(1, "--listen", "0", "--token", token),
            each => each.State == "problem" && each.Remedy == $"chmod 600 {token}"
        );
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.DoesNotContain(await FindAsync(0, "--listen", "0", "--token", token), each => each.State == "problem");
    }

    [Fact]
    public async Task A_person_reads_findings_by_area_and_the_sum()
    {
        var run = await CommandRun.OfAsync("doctor", "--listen", "0");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("ports\n  ok       TCP 127.0.0.1:0: free\npermissions\n", run.Out, StringComparison.Ordinal);
        Assert.Matches("\n\n(all is well|nothing is broken; \\d+ warnings?)\n$", run.Out);
    }

    private async Task<string> MakeStoreAsync()
    {
        var made = await CommandRun.OfAsync("collect", "token", "add", "a", "--store", $"sqlite:{_folder["weir.db"]}");
        Assert.Equal(0, made.ExitCode);
        return _folder["weir.db"];
    }

    private static async Task<IReadOnlyList<Found>> FindAsync(int exitCode, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(["doctor", "--json", .. arguments]);
        Assert.True(run.ExitCode == exitCode, run.Out + run.Error);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"type\":\"doctor\"", lines[^1], StringComparison.Ordinal);
        return [.. lines[..^1].Select(Found.Of)];
    }

    private sealed record Found(string Area, string Subject, string State, string Sentence, string? Remedy)
    {
        public static Found Of(string line)
        {
            using var json = JsonDocument.Parse(line);
            return new Found(Text("area")!, Text("subject")!, Text("state")!, Text("finding")!, Text("remedy"));

            string? Text(string name) => json.RootElement.GetProperty(name).GetString();
        }
    }
}
