namespace Weir.Analysis.Hours;

/// <summary>Names the busiest and the slowest hour of the day, or says what is missing. Pure.</summary>
/// <remarks>
/// <para>
/// An hour is judged when it was observed on <see cref="DaysNeeded"/> days, and one is named when at least
/// <see cref="HoursNeeded"/> are judged: the only hour that was measured is not the busiest of anything.
/// </para>
/// <para>
/// Hours within <see cref="RivalMargin"/> of the first are its rivals, and with rivals the verdict is "undecided". The
/// margin is plain, no test of significance.
/// </para>
/// </remarks>
public static class HourRules
{
    /// <summary>Five days, as in the time-consistent busy hour of teletraffic (ITU-T E.500 series): a working week.</summary>
    public const int DaysNeeded = 5;

    public const int HoursNeeded = 2;

    /// <summary>A share of the first hour's value.</summary>
    public const double RivalMargin = 0.05;

    /// <summary>The hour of most demand: the most bytes per observed day.</summary>
    public static HourFinding Busiest(IReadOnlyList<HourOfDay> profile) =>
        Choose(profile, hour => hour.Days, hour => hour.BytesPerDay, isMost: true);

    /// <summary>The hour of the worst performance: the lowest median speed of downloads.</summary>
    public static HourFinding Slowest(IReadOnlyList<HourOfDay> profile) =>
        Choose(profile, hour => hour.DaysWithSpeed, hour => hour.Speed, isMost: false);

    private static HourFinding Choose(
        IReadOnlyList<HourOfDay> profile,
        Func<HourOfDay, int> days,
        Func<HourOfDay, double?> value,
        bool isMost
    )
    {
        var judged = profile.Where(hour => days(hour) >= DaysNeeded && value(hour) is not null).ToList();
        if (judged.Count < HoursNeeded)
        {
            var observed = profile.Select(days).OrderDescending().ElementAtOrDefault(HoursNeeded - 1);
            return new HourFinding(HourStatus.Insufficient, null, null, [], observed, DaysNeeded - observed);
        }

        var first = isMost ? judged.MaxBy(value)! : judged.MinBy(value)!;
        var best = value(first)!.Value;
        var rivals = judged
            .Where(hour => hour != first && Math.Abs(value(hour)!.Value - best) <= RivalMargin * best)
            .Select(hour => hour.Hour)
            .ToList();
        var status = rivals.Count > 0 ? HourStatus.Undecided : HourStatus.Ok;
        return new HourFinding(status, first.Hour, best, rivals, days(first), 0);
    }
}
