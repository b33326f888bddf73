using System.Text.Json;
using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;
using Weir.Measurements.Units;
using Weir.Testing.Drivers;

namespace Weir.InteropTests.Getting;

[Collection(Alone.Name)]
public sealed class OptionTests(LargeFiles files)
{
    [Fact]
    public async Task Equal_balance_gives_every_source_the_same_part()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(
            files.Middle.Folder,
            4,
            "--rate",
            "20MiB/s",
            "--rate",
            "1=10MiB/s"
        );
        var result = await GetProcess.RunAsync(
            serve.Pattern(files.Middle.Name),
            "--balance",
            "equal",
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"]
        );

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        // Beside its part each source was asked for three samples of 1 KiB.
        Assert.All(
            result.Sources,
            source =>
                Assert.InRange(
                    source.Number("bytes"),
                    files.Middle.Size.Bytes / 4,
                    (files.Middle.Size.Bytes / 4) + (3 << 10)
                )
        );
    }

    [Fact]
    public async Task Equal_balance_divides_what_a_failed_source_left()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 4, "--rate", "16MiB/s");
        await using var get = GetProcess.Start(
            serve.Pattern(files.Middle.Name),
            "--balance",
            "equal",
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"]
        );
        await get.ReachAsync(0.3);
        await serve.SayAsync("e4");
        var result = await get.EndAsync();

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.Equal("failed", result.Sources[3].Text("state"));
        Assert.All(
            result.Sources.Take(3),
            source => Assert.True(source.Number("bytes") > files.Middle.Size.Bytes / 4 + ByteSize.MiB.Bytes)
        );
    }

    [Fact]
    public async Task Eight_connections_fetch_from_one_source_at_once()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(
            files.Middle.Folder,
            1,
            "--rate",
            "32MiB/s",
            "--access-log",
            folder["log"]
        );
        var result = await GetProcess.RunAsync(
            serve.Url(1, files.Middle.Name),
            "--connections",
            "8",
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"]
        );

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        await serve.EndAsync();
        var entries = JsonLines.Parse(
            await File.ReadAllLinesAsync(folder["log"], TestContext.Current.CancellationToken)
        );
        // At the end, where the fast take over from the slow, one may be closed and opened anew.
        Assert.True(entries.Select(entry => entry.Text("client")).Distinct().Count() >= 8);
        Assert.Equal(8, result.OfType("progress").Max(e => e.Items("sources")[0].Items("ranges").Count));
    }

    [Fact]
    public async Task The_limit_of_the_rate_holds_over_all_sources()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 3);
        var result = await GetProcess.RunAsync(
            serve.Pattern(files.Middle.Name),
            "--limit-rate",
            "32MiB/s",
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"]
        );

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.InRange(result.Record.GetProperty("duration_s").GetDouble(), 1.8, 6);
    }

    [Fact]
    public async Task Events_and_record_have_the_fields_that_are_promised_and_no_other()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 2, "--rate", "40MB/s");
        var unreachable = serve.Url(1, "missing");
        var result = await GetProcess.RunAsync(
            serve.Pattern(files.Middle.Name),
            unreachable,
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"],
            "--agent",
            "me",
            "--target",
            "there",
            "--client",
            "c1"
        );

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.All(
            result.OfType("progress"),
            progress =>
            {
                Assert.Equal("type id at bytes size throughput_bps eta_s sources", string.Join(' ', progress.Names()));
                Assert.All(
                    progress.Items("sources"),
                    source => Assert.Equal("url state bytes throughput_bps ranges", string.Join(' ', source.Names()))
                );
            }
        );
        Assert.Contains(
            result.OfType("progress").SelectMany(progress => progress.Items("sources")),
            source =>
                source.Items("ranges") is [var range, ..]
                && range.EnumerateArray().Select(end => end.GetInt64()).ToArray() is [var from, var to]
                && from <= to
                && to < files.Middle.Size.Bytes
        );
        Assert.NotEmpty(result.OfType("source"));
        Assert.All(
            result.OfType("source"),
            change => Assert.Equal("type id at url state reason", string.Join(' ', change.Names()))
        );
        Assert.Single(result.Events.Select(e => e.Text("id")).Distinct());

        var record = result.Record;
        Assert.Equal(
            "type schema id started_at agent target run_id client file simulated size bytes resumed_bytes wasted_bytes "
                + "duration_s response_s throughput_bps verified sha256 outcome error local_traffic_bps sources",
            string.Join(' ', record.Names())
        );
        Assert.All(
            result.Sources,
            source =>
                Assert.Equal(
                    "url address local_port protocol bytes duration_s throughput_bps requests failures state reason "
                        + "connect_s tls_s response_s tcp",
                    string.Join(' ', source.Names())
                )
        );
        var tcp = result.Sources[0].GetProperty("tcp");
        Assert.Equal(NativeOnly.HasTcpFacts, tcp.ValueKind == JsonValueKind.Object);
        if (NativeOnly.HasTcpFacts)
            Assert.Equal("rtt_s rtt_min_s rcv_rtt_s out_of_order", string.Join(' ', tcp.Names()));
        Assert.Equal("me", record.Text("agent"));
        Assert.Equal("there", record.Text("target"));
        Assert.Equal("c1", record.Text("client"));
        Assert.Equal("file", record.Text("file"));
        Assert.Equal(unreachable, result.Sources[2].Text("url"));
        Assert.Equal("failed", result.Sources[2].Text("state"));
        Assert.Equal("404 Not Found", result.Sources[2].Text("reason"));
    }
}
