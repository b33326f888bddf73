using Weir.Cli.Reporting;
using Weir.Collector.Managing;
using Weir.Downloads.Downloading;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;

namespace Weir.Cli.Lab;

/// <summary>
/// The lab's download once more, slowly enough to be watched, whenever the page asks for it: nothing goes wrong in it but
/// what the viewer does.
/// </summary>
internal sealed class LabRepeat(OriginServer origin, LabFile file, LabFolder folder, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>256 MiB take some 20 s, in which one can press buttons.</summary>
    private static readonly BitRate Rate = BitRate.FromBytesPerSecond(13.0 * ByteSize.MiB.Bytes);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();

    /// <summary>Guarded by the gate.</summary>
    private Task _running = Task.CompletedTask;
    private LabParts? _parts;

    public ViewerAct Act => new("download", "Download the file from all four replicas", Start);

    /// <summary>From now on it may be asked for.</summary>
    public void Open(LabParts parts) => Volatile.Write(ref _parts, parts);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Task running;
        lock (_gate)
            running = _running;
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private string? Start()
    {
        if (Volatile.Read(ref _parts) is not { } parts)
            return "the lab's first download is under way; watch it, and come again";
        lock (_gate)
        {
            if (!_running.IsCompleted)
                return "a download is under way; it can be watched under Transfers";
            _running = Task.Run(() => RunAsync(parts));
        }

        return null;
    }

    private async Task RunAsync(LabParts parts)
    {
        var target = Path.Combine(folder.Downloads, $"again-{file.Name}");
        var interval = TimeSpan.FromDays(1);
        var downloader = new Downloader(
            new DownloadOptions
            {
                Agent = "lab",
                Target = "four replicas",
                Checksum = file.Checksum,
                Overwrite = true,
                LimitRate = Rate,
                ProgressInterval = ProgressReporter.Interval(interval),
            },
            time
        );
        var sources = origin
            .Replicas.Select(r => LabParts.SourceOf($"http://{r.Status.Address}/{file.Name}"))
            .ToArray();
        DownloadResult result;
        await using (var reporter = new ProgressReporter(() => parts.Delivery, null, interval, time))
            result = await downloader.DownloadAsync(sources, target, reporter, _end.Token);
        File.Delete(target);
        await parts.Collector.TryDeliverAsync(result.Record, _end.Token);
    }
}
