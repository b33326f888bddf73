using Weir.Measurements.Units;

namespace Weir.Agent.Traffic;

/// <summary>
/// Looks at the interfaces once a second, so that a run knows at its start what was moved right before. Safe for many
/// threads.
/// </summary>
/// <param name="read">Reads the counters; null for those of this machine.</param>
internal sealed class TrafficWatch(TimeProvider time, Func<InterfaceBytes?>? read = null)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Func<InterfaceBytes?> _read = read ?? InterfaceCounters.Read;
    private readonly Lock _lock = new(); // guards the two looks
    private Look? _last;
    private Look? _earlier;

    /// <summary>Until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            do
            {
                var look = Now();
                lock (_lock)
                    (_earlier, _last) = (_last, look);
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }

    /// <summary>Begins to watch a run.</summary>
    public Begun Begin()
    {
        var now = Now();
        lock (_lock)
        {
            var from = _earlier ?? _last;
            var before = from is { } look
                ? TrafficRules.All(look.Bytes, now.Bytes, time.GetElapsedTime(look.At, now.At))
                : null;
            return new Begun(before, own => Beside(now, own));
        }
    }

    private Look Now() => new(time.GetTimestamp(), _read());

    private BitRate? Beside(Look start, long own)
    {
        var now = Now();
        return TrafficRules.Others(start.Bytes, now.Bytes, time.GetElapsedTime(start.At, now.At), own);
    }

    private readonly record struct Look(long At, InterfaceBytes? Bytes);

    /// <summary>A run under way.</summary>
    /// <param name="Before">What this machine moved in the one or two seconds before; null when nobody knows.</param>
    /// <param name="End">What it moved beside the run, whose own bytes are given.</param>
    internal sealed record Begun(BitRate? Before, Func<long, BitRate?> End);
}
