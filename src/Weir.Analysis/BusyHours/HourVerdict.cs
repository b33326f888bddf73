using Weir.Analysis.Hours;

namespace Weir.Analysis.BusyHours;

/// <summary>Which hour of the day stands out in one sense, and how surely.</summary>
/// <param name="Hour">On local clocks, 0 to 23; null when there is not enough data.</param>
/// <param name="Start">Where the hour begins to the quarter, as <c>20:15</c>; null as <paramref name="Hour"/>.</param>
/// <param name="Low">The first of the hours that hold the true one in 95 of 100 cases; the interval goes on across midnight.</param>
/// <param name="High">The last of them.</param>
/// <param name="Rivals">Hours that cannot be told from it.</param>
/// <param name="Value">Of that hour: bytes per hour that existed, or the metric's elevation.</param>
/// <param name="Days">Days that it rests on.</param>
/// <param name="DaysMissing">How many more are needed; 0 unless insufficient.</param>
public sealed record HourVerdict(
    HourStatus Status,
    int? Hour,
    TimeOnly? Start,
    int? Low,
    int? High,
    IReadOnlyList<int> Rivals,
    double? Value,
    int Days,
    int DaysMissing
)
{
    internal static HourVerdict Insufficient(int days) =>
        new(HourStatus.Insufficient, null, null, null, null, [], null, days, HourJudge.DaysNeeded - days);
}
