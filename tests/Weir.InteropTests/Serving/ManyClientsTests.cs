using Weir.InteropTests.Getting;
using Weir.InteropTests.Turns;
using Weir.Measurements.Units;

namespace Weir.InteropTests.Serving;

[Collection(Alone.Name)]
public sealed class ManyClientsTests(LargeFiles files)
{
    private const int Clients = 25;

    [Fact]
    public async Task Twenty_five_clients_of_one_replica_all_get_proven_files()
    {
        var file = files.Hundred;
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(file.Folder);
        var results = await Task.WhenAll(
            Enumerable
                .Range(1, Clients)
                .Select(i =>
                    GetProcess.RunAsync(
                        serve.Url(1, file.Name),
                        "--checksum",
                        file.Checksum,
                        "-o",
                        folder[$"client{i}"]
                    )
                )
        );

        for (var i = 1; i <= Clients; i++)
            results[i - 1].ShouldHaveBrought(file, folder[$"client{i}"], "sha-256");
        Assert.All(results, result => Assert.Equal(0, result.Sources[0].Number("failures")));
        Assert.True(serve.Process.PeakMemory < 120 * ByteSize.MiB, $"peak memory {serve.Process.PeakMemory}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"serve {serve.Process.PeakMemory}, largest get {results.Max(r => r.PeakMemory)}, "
                + $"slowest {results.Max(r => r.Record.GetProperty("duration_s").GetDouble()):0.0} s"
        );
    }
}
