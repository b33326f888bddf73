using Weir.Agent.Delivery;
using Weir.Downloads.Downloading;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Reporting;

/// <summary>
/// Passes a download's events on to a collector while it runs, for who watches there, and to the screen at the screen's own
/// pace. A collector that is slow or away costs the download nothing: what it cannot take is left out, and only the record
/// at the end is missed aloud.
/// </summary>
internal sealed class ProgressReporter : IDownloadWatcher, IAsyncDisposable
{
    /// <summary>Changes of sources that wait; further ones are left out.</summary>
    private const int Most = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Func<DeliveryOptions?> _delivery;
    private readonly IDownloadWatcher? _screen;
    private readonly TimeSpan _screenInterval;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Task _work;

    /// <summary>Guarded by the gate, like the next one.</summary>
    private readonly Queue<SourceEvent> _changes = [];
    private ProgressEvent? _progress;
    private long? _lastShown;

    /// <param name="delivery">Where the collector is; null while that is not known. Asked from another thread.</param>
    public ProgressReporter(
        Func<DeliveryOptions?> delivery,
        IDownloadWatcher? screen,
        TimeSpan screenInterval,
        TimeProvider time
    )
    {
        (_delivery, _screen, _screenInterval, _time) = (delivery, screen, screenInterval, time);
        _work = Task.Run(SendAsync);
    }

    /// <summary>How often it must hear of progress, for the screen and for the collector.</summary>
    public static TimeSpan Interval(TimeSpan screenInterval) => screenInterval < Pace ? screenInterval : Pace;

    public void OnProgress(ProgressEvent progress)
    {
        lock (_gate)
            _progress = progress;
        if (_screen is null)
            return;
        // Half of its own interval early is on time: else a screen of one second would be told every 1.25 s.
        var isDue =
            _lastShown is not { } last
            || _time.GetElapsedTime(last) + (Interval(_screenInterval) / 2) >= _screenInterval
            || progress.Bytes == progress.Size;
        if (!isDue)
            return;
        _lastShown = _time.GetTimestamp();
        _screen.OnProgress(progress);
    }

    public void OnSource(SourceEvent change)
    {
        lock (_gate)
        {
            if (_changes.Count < Most)
                _changes.Enqueue(change);
        }

        _screen?.OnSource(change);
    }

    public void OnWaiting(int available, int sources) => _screen?.OnWaiting(available, sources);

    public void OnNotice(string sentence) => _screen?.OnNotice(sentence);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task SendAsync()
    {
        CollectorClient? client = null;
        try
        {
            while (true)
            {
                await Task.Delay(Pace, _time, _end.Token);
                if (_delivery() is not { } known)
                    continue;
                client ??= new CollectorClient(AddressOf(known), _time);
                if (Take() is { Count: > 0 } lines && await client.SendAsync(lines, _end.Token) is DeliveryFailed)
                    await Task.Delay(PauseAfterFailure, _time, _end.Token);
            }
        }
        finally
        {
            client?.Dispose();
        }
    }

    private static DeliveryOptions AddressOf(DeliveryOptions delivery) =>
        delivery with
        {
            Collector = new Uri(delivery.Collector, "progress"),
            ConnectTimeout = Patience,
            RequestTimeout = Patience,
        };

    private List<string> Take()
    {
        lock (_gate)
        {
            var lines = _changes.Select(MeasurementsJson.ToLine).ToList();
            if (_progress is { } progress)
                lines.Add(MeasurementsJson.ToLine(progress));
            _changes.Clear();
            _progress = null;
            return lines;
        }
    }
}
