using System.Text.Json;
using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Scenarios;

/// <summary>A class: many processes fetch one file together, from a server that waits for them.</summary>
public sealed class ClassTests : IAsyncLifetime
{
    private const int Clients = 25;
    private const long Size = 10_000_000;
    private readonly TemporaryFolder _folder = new();
    private string _sha256 = "";

    /// <summary>As a teacher makes them.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["root"]);
        foreach (var (name, size) in new[] { ("10MB.bin", "10MB"), ("25MB.bin", "25MB") })
        {
            var made = await WeirProcess.RunAsync(["make-file", name, "--size", size], _folder["root"]);
            Assert.True(made.ExitCode == 0, string.Join('\n', made.Errors));
        }

        Assert.Equal(Size, new FileInfo(_folder["root/10MB.bin"]).Length);
        _sha256 = LargeFile.HashOf(_folder["root/10MB.bin"]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

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
            Assert.Equal(0, await client.WaitForExitAsync());

        var records = clients.Select(client => JsonDocument.Parse(client.Output[^1]).RootElement).ToArray();
        Assert.All(records, record => Assert.Equal("lab3", record.GetProperty("run_id").GetString()));
        Assert.All(records, record => Assert.Equal("sha-256", record.GetProperty("verified").GetString()));
        Assert.All(names, name => Assert.Equal(_sha256, LargeFile.HashOf(_folder[name])));
        // Nobody began before the last one had come.
        await serve.Process.WaitForErrorAsync(line => line == "lab3: 24 of 25 ready");
        await serve.Process.WaitForErrorAsync(line => line == "lab3: 25 clients let go together");

        var sentence = await serve.Process.WaitForOutputAsync(line =>
            line.StartsWith("lab3: ", StringComparison.Ordinal)
        );
        Assert.StartsWith("lab3: 25 of 25 clients ok; 10 MB each, slowest ", sentence, StringComparison.Ordinal);
        await AssertResultsAsync(serve, names);
    }

    [Fact]
    public async Task One_process_plays_the_class_and_makes_a_matrix_of_runs()
    {
        await using var serve = await ServeProcess.StartAsync(_folder["root"]);
        // Without quotes, the shell makes two arguments of the matrix.
        var result = await WeirProcess.RunAsync(
            [
                "load",
                serve.Url(1, ""),
                "--matrix",
                "clients=1,5,10",
                "files=10MB.bin,25MB.bin",
                "--out",
                _folder["results"],
                "--json",
            ],
            timeout: TimeSpan.FromMinutes(3)
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        var series = JsonLines.Parse(result.Output[^1]);
        Assert.Equal("series", series.Text("type"));
        Assert.Equal([1, 1, 5, 5, 10, 10], series.Items("runs").Select(run => run.Number("clients")));
        Assert.All(series.Items("runs"), run => Assert.Equal(run.Number("clients"), run.Number("ok")));

        var rows = Csv("runs.csv");
        Assert.Equal(series.Items("runs").Select(run => run.Text("id")), rows.Select(row => row["run_id"]));
        Assert.All(
            rows,
            row =>
                Assert.Equal(
                    8.0 * long.Parse(row["bytes"]) * int.Parse(row["clients"]) / double.Parse(row["slowest_s"]),
                    double.Parse(row["global_rate_bps"]),
                    precision: 0
                )
        );
        Assert.Equal(32, Csv("clients.csv").Length);
        var report = await File.ReadAllTextAsync(_folder["results/report.html"], TestContext.Current.CancellationToken);
        Assert.Contains("Global rate against the number of clients", report, StringComparison.Ordinal);
    }

    private ProgramProcess Start(ServeProcess serve, string name) =>
        WeirProcess.Start([
            "get",
            serve.Url(1, "10MB.bin"),
            "--client",
            name,
            "--checksum",
            $"sha256:{_sha256}",
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
        Assert.Contains("global rate", report);
        Assert.Contains("<svg", report);
        Assert.All(names, name => Assert.Contains(name, report));

        var rows = Csv("clients.csv");
        Assert.Equal(names.Order(), rows.Select(row => row["client"]).Order());
        Assert.All(rows, row => Assert.Equal(("lab3", "ok"), (row["run_id"], row["outcome"])));
        Assert.All(rows, row => Assert.Equal(_sha256, row["sha256"]));
        Assert.All(rows, row => Assert.Equal($"{Size}", row["bytes"]));
        Assert.All(rows, row => Assert.True(long.Parse(row["server_bytes"]) >= Size));
        var run = Assert.Single(Csv("runs.csv"));
        Assert.Equal(("25", "25", "0", "0"), (run["clients"], run["ok"], run["failed"], run["corrupt"]));
        Assert.Equal(
            8.0 * Size * Clients / double.Parse(run["slowest_s"]),
            double.Parse(run["global_rate_bps"]),
            precision: 0
        );
    }

    /// <summary>Rows by column; no field of these tests has a comma.</summary>
    private Dictionary<string, string>[] Csv(string name)
    {
        var text = File.ReadAllText(_folder[$"results/{name}"]);
        Assert.Equal(text.Count(c => c == '\n'), text.Split("\r\n").Length - 1);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var columns = lines[0].Split(',');
        return [.. lines[1..].Select(line => columns.Zip(line.Split(',')).ToDictionary(p => p.First, p => p.Second))];
    }
}
