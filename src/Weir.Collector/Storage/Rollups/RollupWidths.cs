using Weir.Analysis.Summaries;

namespace Weir.Collector.Storage.Rollups;

/// <summary>Which width serves a question as exactly as quarters of an hour would. Pure.</summary>
internal static class RollupWidths
{
    /// <summary>From the finest to the widest.</summary>
    public static readonly IReadOnlyList<RollupWidth> All = [RollupWidth.Quarter, RollupWidth.Hour, RollupWidth.Day];

    public static TimeSpan Span(RollupWidth width) => TimeSpan.FromSeconds((int)width);

    /// <summary>The start of the bucket that a moment is in.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset at, RollupWidth width)
    {
        var ticks = Span(width).Ticks;
        var since = at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return new DateTimeOffset(at.UtcTicks - (((since % ticks) + ticks) % ticks), TimeSpan.Zero);
    }

    /// <summary>For buckets of a series, which begin at the epoch; those of whole days, at the zone's midnights.</summary>
    public static RollupWidth Within(TimeSpan bucket, TimeZoneInfo zone)
    {
        var widest = All.Last(width => bucket >= Span(width) && bucket.Ticks % Span(width).Ticks == 0);
        return widest is not RollupWidth.Day || zone.Equals(TimeZoneInfo.Utc) ? widest
            : HasWholeHours(zone) ? RollupWidth.Hour
            : RollupWidth.Quarter;
    }

    /// <summary>For summaries: by hour of the day, an hour of the zone must be one of UTC, or be cut from quarters.</summary>
    /// <param name="zone">Null for any zone.</param>
    public static RollupWidth For(Grouping grouping, TimeZoneInfo? zone) =>
        !grouping.HasFlag(Grouping.Hour) ? RollupWidth.Day
        : zone is not null && HasWholeHours(zone) ? RollupWidth.Hour
        : RollupWidth.Quarter;

    private static bool HasWholeHours(TimeZoneInfo zone) =>
        IsWhole(zone.BaseUtcOffset)
        && zone.GetAdjustmentRules().All(rule => IsWhole(rule.DaylightDelta) && IsWhole(rule.BaseUtcOffsetDelta));

    private static bool IsWhole(TimeSpan offset) => offset.Ticks % TimeSpan.TicksPerHour == 0;
}
