namespace Weir.Analysis.Hours;

/// <summary>The hour of the day that stands out, or why none can be named.</summary>
/// <param name="Hour">0 to 23 on local clocks; null when there is not enough data.</param>
/// <param name="Value">Of that hour: bytes per day, or bits per second.</param>
/// <param name="Rivals">Other hours that come within <see cref="HourRules.RivalMargin"/> of it.</param>
/// <param name="Days">Days that the hour was observed on; when insufficient, those of the hour that is short of them.</param>
/// <param name="DaysMissing">How many more days that hour needs; 0 unless insufficient.</param>
public sealed record HourFinding(
    HourStatus Status,
    int? Hour,
    double? Value,
    IReadOnlyList<int> Rivals,
    int Days,
    int DaysMissing
);
