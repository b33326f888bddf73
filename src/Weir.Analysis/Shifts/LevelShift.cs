namespace Weir.Analysis.Shifts;

/// <summary>A change of level that stayed for a day at least.</summary>
/// <param name="Before">The level until then, in the unit of the metric.</param>
/// <param name="After">The level from then on.</param>
/// <param name="PValue">Of the difference between the levels of both sides, half days compared by rank.</param>
/// <param name="JitterRatio">How the fluctuation changed: after ÷ before; null when too little is known of it.</param>
/// <param name="JitterP">Of that change.</param>
public sealed record LevelShift(
    DateTimeOffset At,
    double Before,
    double After,
    ShiftCause Cause,
    double PValue,
    double? JitterRatio,
    double? JitterP
);
