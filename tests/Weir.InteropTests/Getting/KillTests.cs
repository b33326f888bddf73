using System.Text.Json;
using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;
using Weir.Measurements.Units;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

[Collection(Alone.Name)]
public sealed class KillTests(LargeFiles files)
{
    private const int Kills = 50;
    private const int Seed = 20261;
    private const int Replicas = 3;

    /// <summary>Of each replica, in MiB/s: the file takes about two seconds.</summary>
    private const int Rate = 10;

    /// <summary>
    /// What may be fetched twice: the bytes that came in the last moments before the death. The contract allows 100 ms
    /// or 8 MiB a source, whichever is first; the quarter second is for machines that let a thread wait, and still tells
    /// a journal that claims by 8 MiB alone.
    /// </summary>
    private static readonly ByteSize Allowance = new(Replicas * ((Rate * ByteSize.MiB.Bytes / 4) + (256 << 10)));

    private readonly Random _random = new(Seed);

    [Fact]
    public async Task A_killed_download_goes_on_where_it_was_and_is_right_at_every_of_50_moments()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, Replicas, "--rate", $"{Rate}MiB/s");
        var (kills, proven, mostLost) = (0, 0, 0L);
        var seen = 0L;
        while (kills < Kills || seen > 0)
        {
            await using var get = GetProcess.Start(
                serve.Pattern(files.Middle.Name),
                "--checksum",
                files.Middle.Checksum,
                "-o",
                folder["file"]
            );
            var isKilled = kills < Kills && await KillAsync(get, isFromFirstNews: kills % 2 == 1);
            mostLost = Math.Max(mostLost, seen - (Resumed(get) ?? seen));
            if (isKilled)
            {
                kills++;
                seen = Math.Max(seen, Progress(get).Select(p => p.Number("bytes")).LastOrDefault());
                continue;
            }

            var result = await get.EndAsync();
            result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
            mostLost = Math.Max(mostLost, seen - result.Record.Number("resumed_bytes"));
            File.Delete(folder["file"]);
            (seen, proven) = (0, proven + 1);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{proven} files proven, most fetched twice after a kill: {new ByteSize(mostLost)}"
        );
        Assert.True(proven >= 5, $"only {proven} files were finished");
        Assert.True(mostLost <= Allowance.Bytes, $"{new ByteSize(mostLost)} of {Allowance} were fetched twice");
    }

    /// <summary>
    /// Lets it live for a random while, every other one from its first news on, however long it took to start; false when it
    /// has ended by then.
    /// </summary>
    private async Task<bool> KillAsync(GetProcess get, bool isFromFirstNews)
    {
        if (isFromFirstNews)
            await get.Process.WaitForOutputAsync(IsNews);
        var life = TimeSpan.FromMilliseconds(_random.Next(50, 1200));
        await Task.Delay(life, TimeProvider.System, TestContext.Current.CancellationToken);
        get.Process.Send(Signal.Kill);
        return await get.Process.WaitForExitAsync() != 0;
    }

    /// <summary>A download of which all is there already ends without progress.</summary>
    private static bool IsNews(string line) =>
        line.StartsWith("{\"type\":\"progress\"", StringComparison.Ordinal)
        || line.StartsWith("{\"type\":\"transfer\"", StringComparison.Ordinal);

    /// <summary>
    /// What a download, finished or not, took over: the bytes that its first progress tells of and no source had brought.
    /// The samples, which are brought and no progress, make it a few KiB less than it was.
    /// </summary>
    private static long? Resumed(GetProcess get) =>
        Progress(get)
            .Select(first => (long?)(first.Number("bytes") - first.Items("sources").Sum(s => s.Number("bytes"))))
            .FirstOrDefault();

    private static IEnumerable<JsonElement> Progress(GetProcess get) =>
        WholeLines(get)
            .Where(e => e.Text("type") == "progress" && e.GetProperty("size").ValueKind == JsonValueKind.Number);

    /// <remarks>The death may have cut the last line in two.</remarks>
    private static IEnumerable<JsonElement> WholeLines(GetProcess get) =>
        get.Process.Output.Where(line => line.EndsWith('}')).Select(JsonLines.Parse);
}
