using System.Collections.Concurrent;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Screens;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Getting;

/// <summary>Downloads the files of an input file, some of them at a time.</summary>
internal sealed class SeveralFiles(Output output, TimeProvider time)
{
    private readonly ConcurrentDictionary<int, FileWatcher> _running = new();
    private readonly ConcurrentQueue<DownloadResult> _results = [];

    public required bool IsJson { get; init; }

    public required bool IsExplained { get; init; }

    /// <summary>How many at a time.</summary>
    public required int AtOnce { get; init; }

    /// <summary>Tells a collector how they go; null for none.</summary>
    public ProgressPost? Post { get; init; }

    /// <summary>Told of each record, one call at a time for each file.</summary>
    public required Func<TransferRecord, Task> OnRecord { get; init; }

    /// <returns>The exit code of the worst.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<InputEntry> entries,
        DownloadOptions options,
        CancellationToken cancellation
    )
    {
        var started = time.GetTimestamp();
        using var over = new CancellationTokenSource();
        var telling = IsJson || output.IsQuiet ? Task.CompletedTask : TellAsync(entries.Count, options, over.Token);
        await Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None },
            async (entry, _) =>
            {
                if (!cancellation.IsCancellationRequested)
                    await FetchAsync(entry, options, cancellation);
            }
        );
        await over.CancelAsync();
        await telling;
        Conclude(entries.Count, time.GetElapsedTime(started));
        var worst = _results.Select(r => CodeOf(r.End)).DefaultIfEmpty(ExitCodes.Done).MaxBy(Badness);
        return cancellation.IsCancellationRequested && _results.Count < entries.Count ? ExitCodes.Interrupted : worst;
    }

    private async Task FetchAsync(InputEntry entry, DownloadOptions options, CancellationToken cancellation)
    {
        var watcher = new FileWatcher(output, IsJson, entry.Target, Post);
        _running[entry.Line] = watcher;
        var downloader = new Downloader(options with { Checksum = entry.Checksum }, time);
        var result = await downloader.DownloadAsync([.. entry.Sources], entry.Target, watcher, cancellation);
        _running.TryRemove(entry.Line, out _);
        _results.Enqueue(result);
        if (IsExplained)
            ExplainWords.Tell(output, result, IsJson, time);
        if (IsJson)
            output.Line(MeasurementsJson.ToLine(result.Record));
        if (result.End != DownloadEnd.Done)
            output.Mistake($"weir get: {entry.Target}: {result.Record.Error}");
        else if (!IsJson && !output.IsQuiet)
            output.Line(Words(entry.Target, result.Record));
        await OnRecord(result.Record);
    }

    private static string Words(string target, TransferRecord record) =>
        $"{target}: {new ByteSize(record.Bytes - record.ResumedBytes)} in "
        + $"{Durations.Format(record.Duration ?? TimeSpan.Zero)}; {DownloadSummary.Proof(record, isShort: true)}";

    private async Task TellAsync(int count, DownloadOptions options, CancellationToken over)
    {
        using var timer = new PeriodicTimer(options.ProgressInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                var running = _running.Values.Select(w => w.Latest).OfType<ProgressEvent>().ToArray();
                var rate = BitRate.FromBytesPerSecond(running.Sum(p => p.Throughput?.BytesPerSecond ?? 0));
                output.Note($"{_results.Count} of {count} files done, {_running.Count} under way, {rate}");
            }
        }
        catch (OperationCanceledException)
        {
            // All are done.
        }
    }

    private void Conclude(int count, TimeSpan duration)
    {
        var bytes = _results.Sum(r => r.Record.Bytes - r.Record.ResumedBytes);
        var cancelled = _results.Count(r => r.End == DownloadEnd.Cancelled) + count - _results.Count;
        var ok = _results.Count(r => r.End == DownloadEnd.Done);
        var corrupt = _results.Count(r => r.End == DownloadEnd.Corrupt);
        var summary = new FilesSummary
        {
            Files = count,
            Ok = ok,
            Corrupt = corrupt,
            Cancelled = cancelled,
            Failed = count - ok - corrupt - cancelled,
            Bytes = bytes,
            Duration = duration,
            Throughput = duration > TimeSpan.Zero ? BitRate.FromBytes(bytes, duration) : null,
        };
        if (IsJson)
            output.Line(MeasurementsJson.ToLine(summary));
        else if (!output.IsQuiet)
            output.Line(
                $"{ok} of {count} files, {new ByteSize(bytes)} in {Durations.Format(duration)}, "
                    + $"{summary.Throughput ?? BitRate.Zero}"
            );
    }

    private static int CodeOf(DownloadEnd end) =>
        end switch
        {
            DownloadEnd.Done => ExitCodes.Done,
            DownloadEnd.Cancelled => ExitCodes.Interrupted,
            DownloadEnd.Corrupt => ExitCodes.VerificationFailed,
            DownloadEnd.Storage => ExitCodes.Target,
            _ => ExitCodes.Failed,
        };

    /// <summary>A wrong file is worse than one that could not be written, and that worse than one that could not be fetched.</summary>
    private static int Badness(int exitCode) =>
        exitCode switch
        {
            ExitCodes.Interrupted => 4,
            ExitCodes.VerificationFailed => 3,
            ExitCodes.Target => 2,
            ExitCodes.Failed => 1,
            _ => 0,
        };
}
