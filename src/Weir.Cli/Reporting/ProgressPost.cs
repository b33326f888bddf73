using Weir.Agent.Delivery;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Reporting;

/// <summary>
/// Passes events of running transfers on to a collector, for who watches there. A collector that is slow or away costs the
/// transfers nothing: what it cannot take is left out. Safe for many threads.
/// </summary>
internal sealed class ProgressPost : IAsyncDisposable
{
    /// <summary>Changes of sources that wait; further ones are left out.</summary>
    private const int Most = 200;

    /// <summary>How often it tells of a transfer.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>For the last words: whoever waits for a transfer's end should not wait for its watchers.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    private readonly Func<DeliveryOptions?> _delivery;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Task _work;

    /// <summary>Guarded by the gate, like the next one.</summary>
    private readonly Queue<SourceEvent> _changes = [];

    /// <summary>The latest of each transfer.</summary>
    private readonly Dictionary<string, ProgressEvent> _progress = [];

    /// <param name="delivery">Where the collector is; null while that is not known. Asked from another thread.</param>
    public ProgressPost(Func<DeliveryOptions?> delivery, TimeProvider time)
    {
        (_delivery, _time) = (delivery, time);
        _work = Task.Run(SendAsync);
    }

    public void Add(ProgressEvent progress)
    {
        lock (_gate)
            _progress[progress.Id] = progress;
    }

    public void Add(SourceEvent change)
    {
        lock (_gate)
        {
            if (_changes.Count < Most)
                _changes.Enqueue(change);
        }
    }

    /// <summary>Tells what is left to tell, if the collector is there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task SendAsync()
    {
        CollectorClient? client = null;
        var isThere = false;
        try
        {
            while (true)
            {
                await Task.Delay(Pace, _time, _end.Token);
                if (_delivery() is not { } known)
                    continue;
                client ??= new CollectorClient(AddressOf(known), _time);
                if (Take() is not { Count: > 0 } lines)
                    continue;
                isThere = await client.SendAsync(lines, _end.Token) is not DeliveryFailed;
                if (!isThere)
                    await Task.Delay(PauseAfterFailure, _time, _end.Token);
            }
        }
        finally
        {
            using (client)
            {
                if (isThere && Take() is { Count: > 0 } lines)
                    await SendLastAsync(client!, lines);
            }
        }
    }

    private async Task SendLastAsync(CollectorClient client, List<string> lines)
    {
        using var patience = new CancellationTokenSource(LastPatience, _time);
        await client.SendAsync(lines, patience.Token);
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
            List<string> lines =
            [
                .. _changes.Select(MeasurementsJson.ToLine),
                .. _progress.Values.Select(MeasurementsJson.ToLine),
            ];
            _changes.Clear();
            _progress.Clear();
            return lines;
        }
    }
}
