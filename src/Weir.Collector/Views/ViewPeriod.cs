using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Views;

/// <summary>Which rollups a chart over a period is made of. Pure.</summary>
internal static class ViewPeriod
{
    /// <summary>Up to it a chart shows quarters of an hour.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromDays(2);

    /// <summary>The finest that a period is looked at with.</summary>
    public static RollupWidth Finest(TimeSpan span) => span <= Short ? RollupWidth.Quarter : RollupWidth.Hour;

    /// <summary>The width of a line's steps, unless one was asked for.</summary>
    public static TimeSpan Step(TimeSpan asked, bool isAsked, TimeSpan span)
    {
        if (isAsked)
            return asked;
        var fitting = BucketWidths.For(span);
        return fitting > Rollup.Width ? fitting : Rollup.Width;
    }
}
