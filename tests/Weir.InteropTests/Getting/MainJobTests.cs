using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;
using Weir.Measurements.Units;

namespace Weir.InteropTests.Getting;

[Collection(Alone.Name)]
public sealed class MainJobTests(LargeFiles files)
{
    [Fact]
    public async Task A_gibibyte_arrives_proven_although_one_replica_stops_and_another_pauses()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Gibibyte.Folder, 5, "--rate", "40MB/s");
        await using var get = GetProcess.Start(
            serve.Pattern(files.Gibibyte.Name),
            "--checksum",
            files.Gibibyte.Checksum,
            "-o",
            folder["big"]
        );
        await get.ReachAsync(0.2);
        Assert.Equal("replica 2 is stopped", await serve.SayAsync("e2"));
        await get.ReachAsync(0.35);
        Assert.Equal("replica 3 is paused", await serve.SayAsync("3"));
        await get.ReachAsync(0.6);
        Assert.Equal("replica 3 is serving", await serve.SayAsync("r3"));
        var result = await get.EndAsync();

        result.ShouldHaveBrought(files.Gibibyte, folder["big"], "sha-256");
        Assert.Equal(0, result.Record.Number("resumed_bytes"));
        Assert.InRange(result.Waste, 0, 0.02);
        Assert.Equal("failed", result.Sources[1].Text("state"));
        Assert.All(result.Sources.Where((_, i) => i != 1), s => Assert.Equal("done", s.Text("state")));
        Assert.All(result.Sources, source => Assert.True(source.Number("bytes") > ByteSize.MiB.Bytes));
        Assert.True(result.PeakMemory < 120 * ByteSize.MiB, $"peak memory {result.PeakMemory}");
        Assert.True(serve.Process.PeakMemory < 120 * ByteSize.MiB, $"peak memory {serve.Process.PeakMemory}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"get {result.PeakMemory}, serve {serve.Process.PeakMemory}, waste {result.Waste:0.000 %}, "
                + $"{result.Record.GetProperty("duration_s")} s"
        );
    }
}
