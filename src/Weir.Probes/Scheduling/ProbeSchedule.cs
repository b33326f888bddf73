namespace Weir.Probes.Scheduling;

/// <summary>
/// When packets are due: at t0 + k × interval, whatever became of the ones before (a schedule that waited for replies would
/// ask least when the network is worst). Pure: <c>now</c> is an argument.
/// </summary>
/// <remarks>
/// A sender that fell behind catches up at once, up to <see cref="MostBehind"/>; after more (a suspended machine) the dates
/// in between are skipped, because a burst of them would measure itself.
/// </remarks>
internal sealed class ProbeSchedule(TimeSpan start, TimeSpan interval, int count)
{
    public static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(1);

    private long _date;
    private int _given;

    /// <summary>Dates that were let go.</summary>
    public long Skipped { get; private set; }

    /// <summary>When the next packet is due, in the past perhaps; null when all were given.</summary>
    public TimeSpan? Next(TimeSpan now)
    {
        if (_given == count)
            return null;
        var due = DateOf(_date);
        if (interval > TimeSpan.Zero && now - due > MostBehind)
        {
            var current = (now - start).Ticks / interval.Ticks;
            Skipped += Math.Max(0, current - _date);
            _date = Math.Max(_date, current);
            due = DateOf(_date);
        }

        _date++;
        _given++;
        return due;
    }

    private TimeSpan DateOf(long date) => start + new TimeSpan(interval.Ticks * date);
}
