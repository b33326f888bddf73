using Weir.Agent.Delivery;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;

namespace Weir.Cli.Reporting;

/// <summary>
/// Passes a download's events on to a collector while it runs, for who watches there, and to the screen at the screen's own
/// pace. Only the record at the end is missed aloud.
/// </summary>
/// <param name="delivery">Where the collector is; null while that is not known. Asked from another thread.</param>
internal sealed class ProgressReporter(
    Func<DeliveryOptions?> delivery,
    IDownloadWatcher? screen,
    TimeSpan screenInterval,
    TimeProvider time
) : IDownloadWatcher, IAsyncDisposable
{
    private readonly ProgressPost _post = new(delivery, time);
    private long? _lastShown;

    /// <summary>How often it must hear of progress, for the screen and for the collector.</summary>
    public static TimeSpan Interval(TimeSpan screenInterval) =>
        screenInterval < ProgressPost.Pace ? screenInterval : ProgressPost.Pace;

    public void OnProgress(ProgressEvent progress)
    {
        _post.Add(progress);
        if (screen is null)
            return;
        // Half of its own interval early is on time: else a screen of one second would be told every 1.25 s.
        var isDue =
            _lastShown is not { } last
            || time.GetElapsedTime(last) + (Interval(screenInterval) / 2) >= screenInterval
            || progress.Bytes == progress.Size;
        if (!isDue)
            return;
        _lastShown = time.GetTimestamp();
        screen.OnProgress(progress);
    }

    public void OnSource(SourceEvent change)
    {
        _post.Add(change);
        screen?.OnSource(change);
    }

    public void OnWaiting(int available, int sources) => screen?.OnWaiting(available, sources);

    public void OnNotice(string sentence) => screen?.OnNotice(sentence);

    public ValueTask DisposeAsync() => _post.DisposeAsync();
}
