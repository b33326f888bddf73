namespace Weir.Analysis.Congestion;

/// <summary>A part of the day that is worse again and again.</summary>
/// <param name="From">On local clocks.</param>
/// <param name="To">Before <paramref name="From"/> when the window goes across midnight.</param>
/// <param name="DaysCongested">Days on which at least four quarters, or half of what was observed of it, were elevated.</param>
/// <param name="DaysObserved">Days on which at least a quarter of the window was observed.</param>
/// <param name="PValue">How often chance alone makes a window as regular.</param>
/// <param name="Elevation">Median over the congested days, as <see cref="Series.MetricRules.Elevation"/> says it.</param>
/// <param name="Days">The local days on which it began congested.</param>
public sealed record CongestionWindow(
    TimeOnly From,
    TimeOnly To,
    int DaysCongested,
    int DaysObserved,
    double PValue,
    double Elevation,
    IReadOnlyList<DateOnly> Days
)
{
    public double Hours => ((To - From).TotalHours + 24) % 24 is var hours && hours == 0 ? 24 : hours;

    /// <summary>Whether these two have more than half of the shorter one in common.</summary>
    public bool Overlaps(CongestionWindow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var common = 0;
        for (var quarter = 0; quarter < 96; quarter++)
        {
            var time = TimeOnly.MinValue.AddMinutes(quarter * 15);
            common += time.IsBetween(From, To) && time.IsBetween(other.From, other.To) ? 1 : 0;
        }

        return common * 0.25 > Math.Min(Hours, other.Hours) / 2;
    }
}
