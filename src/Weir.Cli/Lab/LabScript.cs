using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Origin.Replicas;

namespace Weir.Cli.Lab;

/// <summary>
/// What goes wrong on purpose while the lab downloads: one replica is stopped for good at 40 %, another is paused from
/// 50 % to 70 %. Stands between the download and its screen, since progress is its clock.
/// </summary>
internal sealed class LabScript(
    OriginServer origin,
    IDownloadWatcher? screen,
    TimeSpan screenInterval,
    TimeProvider time
) : IDownloadWatcher
{
    private const int Stopped = 2;
    private const int Paused = 1;

    private readonly Queue<Step> _steps = new([
        new(0.4, Stopped, ReplicaAct.Stop, "stopped"),
        new(0.5, Paused, ReplicaAct.Pause, "paused"),
        new(0.7, Paused, ReplicaAct.Resume, "resumed"),
    ]);

    private readonly List<Task> _acts = [];
    private long? _lastShown;

    /// <summary>How often the script must hear of progress to be on time.</summary>
    public static TimeSpan Interval => TimeSpan.FromMilliseconds(50);

    public void OnProgress(ProgressEvent progress)
    {
        while (progress.Size is { } size && _steps.TryPeek(out var step) && progress.Bytes >= size * step.At)
        {
            _steps.Dequeue();
            var replica = origin.Replicas[step.Replica];
            screen?.OnNotice($"at {step.At:0 %}: replica {replica.Number} ({replica.Status.Address}) is {step.Word}");
            _acts.Add(replica.ActAsync(step.Act));
        }
        if (screen is null || (_lastShown is { } last && time.GetElapsedTime(last) < screenInterval))
            return;
        _lastShown = time.GetTimestamp();
        screen.OnProgress(progress);
    }

    public void OnSource(SourceEvent change) => screen?.OnSource(change);

    public void OnWaiting(int available, int sources) => screen?.OnWaiting(available, sources);

    public void OnNotice(string sentence) => screen?.OnNotice(sentence);

    /// <summary>Makes good what went wrong: all replicas serve again.</summary>
    public async Task MendAsync()
    {
        await Task.WhenAll(_acts);
        await origin.Replicas[Stopped].ActAsync(ReplicaAct.Start);
        await origin.Replicas[Paused].ActAsync(ReplicaAct.Resume);
    }

    private sealed record Step(double At, int Replica, ReplicaAct Act, string Word);
}
