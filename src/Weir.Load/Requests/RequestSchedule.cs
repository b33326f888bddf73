namespace Weir.Load.Requests;

/// <summary>
/// When the requests of a run are due. In an open loop the moments are fixed before the first one: a server that holds
/// answers up makes those behind them late, and their latency counts from when they were due (no coordinated omission).
/// Times are since the start of the run. Any thread.
/// </summary>
internal sealed class RequestSchedule(RequestOptions options)
{
    /// <summary>What is still due after the duration and so much more has no chance of a useful answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private long _taken;

    /// <summary>Requests of an open loop; null in a closed one.</summary>
    public long? Planned { get; } =
        options.ArrivalsPerSecond is { } rate
            ? (long)Math.Max(1, Math.Floor(rate * options.Duration.TotalSeconds))
            : null;

    /// <summary>Of an open loop: those that nobody has begun, and nobody will.</summary>
    public long Unstarted => Planned is { } planned ? Math.Max(0, planned - Interlocked.Read(ref _taken)) : 0;

    /// <summary>Takes the next request; false when there is none any more.</summary>
    /// <param name="due">When it is to go out; in a closed loop at once.</param>
    public bool TryTake(TimeSpan now, out TimeSpan due)
    {
        due = now;
        if (Planned is not { } planned)
            return now < options.Duration;
        if (now >= options.Duration + Patience)
            return false;
        var number = Interlocked.Increment(ref _taken) - 1;
        if (number >= planned)
        {
            Interlocked.Decrement(ref _taken);
            return false;
        }

        due = TimeSpan.FromSeconds(number / options.ArrivalsPerSecond!.Value);
        return true;
    }
}
