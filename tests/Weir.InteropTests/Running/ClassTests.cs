using System.Security.Cryptography;
using System.Text.Json;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Running;

/// <summary>A class: many processes fetch one file together, from a server that waits for them.</summary>
public sealed class ClassTests : IDisposable
{
    private const int Clients = 25;
    private static readonly TestContent Content = new(20_000_000);
    private readonly TemporaryFolder _folder = new();

    public ClassTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        _folder.Write("root/big.bin", Content.Bytes.Span);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Twenty_five_clients_start_together_and_leave_their_results()
    {
        await using var serve = await ServeProcess.StartAsync(
            _folder["root"],
            1,
            "--wait-clients",
            $"{Clients}",
            "--run",
            "lab3",
            "--out",
            _folder["results"]
        );
        var names = Enumerable.Range(1, Clients).Select(n => $"student-{n}").ToArray();
        new Random(3).Shuffle(names);
        var clients = names.Select(name => Start(serve, name)).ToArray();
        foreach (var client in clients)
            Assert.Equal(0, await client.WaitForExitAsync(TimeSpan.FromMinutes(3)));

        var records = clients.Select(client => JsonDocument.Parse(client.Output[^1]).RootElement).ToArray();
        Assert.All(records, record => Assert.Equal("lab3", record.GetProperty("run_id").GetString()));
        Assert.All(records, record => Assert.Equal("sha-256", record.GetProperty("verified").GetString()));
        Assert.All(names, name => Assert.Equal(Content.Sha256, Hash(name)));
        // Nobody began before the last one had come.
        await serve.Process.WaitForErrorAsync(line => line == "lab3: 24 of 25 ready");
        await serve.Process.WaitForErrorAsync(line => line == "lab3: 25 clients let go together");

        var sentence = await serve.Process.WaitForOutputAsync(line =>
            line.StartsWith("lab3: ", StringComparison.Ordinal)
        );
        Assert.StartsWith("lab3: 25 of 25 clients ok; 19.1 MiB each, slowest ", sentence, StringComparison.Ordinal);
        await AssertResultsAsync(serve, names);
    }

    private ProgramProcess Start(ServeProcess serve, string name) =>
        WeirProcess.Start([
            "get",
            serve.Url(1, "big.bin"),
            "--client",
            name,
            "--checksum",
            $"sha256:{Content.Sha256}",
            "-o",
            _folder[name],
            "--json",
        ]);

    private async Task AssertResultsAsync(ServeProcess serve, string[] names)
    {
        // A server that has ended has written all; it was told to end after the run.
        serve.Process.Send(Signal.Terminate);
        Assert.Equal(0, await serve.Process.WaitForExitAsync());
        var report = await File.ReadAllTextAsync(_folder["results/report.html"], TestContext.Current.CancellationToken);
        Assert.Contains("25 of 25 clients ok", report);
        Assert.Contains("<svg", report);
        Assert.All(names, name => Assert.Contains(name, report));

        var rows = Csv("clients.csv");
        Assert.Equal(names.Order(), rows.Select(row => row["client"]).Order());
        Assert.All(rows, row => Assert.Equal(("lab3", "ok"), (row["run_id"], row["outcome"])));
        Assert.All(rows, row => Assert.Equal(Content.Sha256, row["sha256"]));
        Assert.All(rows, row => Assert.Equal($"{Content.Size}", row["bytes"]));
        Assert.All(rows, row => Assert.True(long.Parse(row["server_bytes"]) >= Content.Size));
        var run = Assert.Single(Csv("runs.csv"));
        Assert.Equal(("25", "25", "0", "0"), (run["clients"], run["ok"], run["failed"], run["corrupt"]));
        Assert.Equal(
            8.0 * Content.Size * Clients / double.Parse(run["slowest_s"]),
            double.Parse(run["global_rate_bps"]),
            precision: 0
        );
    }

    private string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[name])));

    /// <summary>Rows by column; no field of these tests has a comma.</summary>
    private Dictionary<string, string>[] Csv(string name)
    {
        var lines = File.ReadAllLines(_folder[$"results/{name}"]);
        var columns = lines[0].Split(',');
        return [.. lines[1..].Select(line => columns.Zip(line.Split(',')).ToDictionary(p => p.First, p => p.Second))];
    }
}
