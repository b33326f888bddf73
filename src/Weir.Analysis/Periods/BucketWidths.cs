namespace Weir.Analysis.Periods;

/// <summary>How wide the steps of a series over time are, so that a graph of it can be read. Pure.</summary>
public static class BucketWidths
{
    /// <summary>More steps than these would be lines of one pixel.</summary>
    public const int Most = 60;

    private static readonly TimeSpan[] Widths =
    [
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(28),
    ];

    /// <summary>The narrowest of the usual widths that divides the span into no more than <see cref="Most"/>.</summary>
    public static TimeSpan For(TimeSpan span) => Widths.FirstOrDefault(width => span / width <= Most, Widths[^1]);

    /// <summary>The start of the step that a local time is in; steps of days start at midnight, of weeks on Monday.</summary>
    public static DateTime StartOf(DateTime local, TimeSpan width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(width, TimeSpan.Zero);
        // Tick 0 is midnight of a Monday, 0001-01-01.
        return new DateTime(local.Ticks - (local.Ticks % width.Ticks), DateTimeKind.Unspecified);
    }
}
