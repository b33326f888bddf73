using System.Collections.Concurrent;
using Weir.Downloads.Downloading;
using Weir.Measurements.Json;
using Weir.Probes.Probing;

namespace Weir.Cli.Lab;

/// <summary>
/// Measures for the whole of the compressed days: in each quarter of an hour one download and one probe, both real. What
/// they find keeps its durations and rates; its time is that of the compressed day.
/// </summary>
internal sealed class EveningMeter(
    EveningPath path,
    LabFile file,
    LabFolder folder,
    EveningOptions options,
    EveningClock clock,
    TimeProvider time
)
{
    public const string Agent = "lab-evening";
    public const string Target = "replica behind the relay";

    private const int Packets = 20;

    private readonly ConcurrentQueue<string> _records = new();
    private long _downloads;
    private long _probes;

    public long Downloads => Interlocked.Read(ref _downloads);

    public long Probes => Interlocked.Read(ref _probes);

    /// <summary>Ends with the last of the days.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(DownloadAllAsync(cancellation), ProbeAllAsync(cancellation));

    /// <summary>The records since the last time.</summary>
    public IReadOnlyList<string> Take(int most)
    {
        var taken = new List<string>();
        while (taken.Count < most && _records.TryDequeue(out var record))
            taken.Add(record);
        return taken;
    }

    private async Task DownloadAllAsync(CancellationToken cancellation)
    {
        var source = LabParts.SourceOf($"http://{path.Streams.EndPoint}/{file.Name}");
        var target = Path.Combine(folder.Watch, "evening.bin");
        var download = new DownloadOptions
        {
            Agent = Agent,
            Target = Target,
            Checksum = file.Checksum,
            Connections = 1,
            Overwrite = true,
        };
        while (await NextQuarterAsync(cancellation))
        {
            // A file that is there already would be the whole download.
            File.Delete(target);
            var at = clock.Now;
            var result = await new Downloader(download, time).DownloadAsync(
                [source],
                target,
                cancellationToken: cancellation
            );
            cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _downloads);
            _records.Enqueue(
                MeasurementsJson.ToLine(
                    result.Record with
                    {
                        StartedAt = at,
                        Simulated = true,
                        TimeScale = options.Scale,
                    }
                )
            );
        }

        File.Delete(target);
    }

    /// <summary>A probe with a loss waits for its reply, and the next one does not wait for it.</summary>
    private async Task ProbeAllAsync(CancellationToken cancellation)
    {
        var running = new List<Task>();
        while (await NextQuarterAsync(cancellation))
        {
            running.RemoveAll(probe => probe.IsCompletedSuccessfully);
            running.Add(ProbeAsync(cancellation));
        }

        await Task.WhenAll(running);
    }

    private async Task ProbeAsync(CancellationToken cancellation)
    {
        var probe = new ProbeOptions
        {
            Agent = Agent,
            Target = Target,
            Count = Packets,
            Interval = options.Quarter / 2 / Packets,
        };
        var at = clock.Now;
        var end = path.Packets.EndPoint;
        var record = await new Prober(LabParts.Target(ProbeProtocol.Stamp, end), probe, time).RunAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _probes);
        _records.Enqueue(
            MeasurementsJson.ToLine(record with { StartedAt = at, Simulated = true, TimeScale = options.Scale })
        );
    }

    /// <summary>Waits for the next quarter's first tenth to be over; false behind the last one.</summary>
    private async Task<bool> NextQuarterAsync(CancellationToken cancellation)
    {
        var next = options.Quarter * (Math.Floor((clock.Elapsed / options.Quarter) + 0.9) + 0.1);
        if (next >= options.Length)
            return false;
        await DelayUntilAsync(next, cancellation);
        return true;
    }

    private async Task DelayUntilAsync(TimeSpan moment, CancellationToken cancellation)
    {
        // Timers may be early by a part of a millisecond.
        while (moment - clock.Elapsed is { Ticks: > 0 } left)
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), time, cancellation);
    }
}
