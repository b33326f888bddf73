using Weir.Analysis.Periods;

namespace Weir.Analysis.Summaries;

/// <summary>Steps of time of one width, from the epoch on; those of whole days begin at the zone's midnights.</summary>
internal sealed class Buckets(TimeSpan width, TimeZoneInfo zone)
{
    private readonly bool _isLocal = width.Ticks % TimeSpan.TicksPerDay == 0 && !zone.Equals(TimeZoneInfo.Utc);

    /// <summary>Of each moment that came; many series have the same.</summary>
    private readonly Dictionary<DateTimeOffset, DateTimeOffset> _starts = [];

    public DateTimeOffset StartOf(DateTimeOffset at)
    {
        if (!_isLocal)
            return DateTimeOffset.UnixEpoch.AddTicks(Floor(at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks));
        if (!_starts.TryGetValue(at, out var start))
            _starts.Add(at, start = LocalStartOf(at));
        return start;
    }

    private DateTimeOffset LocalStartOf(DateTimeOffset at)
    {
        var date = LocalTime.Of(at, zone).Date;
        return LocalTime.ToMoment(DateTime.UnixEpoch.AddTicks(Floor((date - DateTime.UnixEpoch).Ticks)), zone);
    }

    private long Floor(long ticks) => ticks - (((ticks % width.Ticks) + width.Ticks) % width.Ticks);
}
