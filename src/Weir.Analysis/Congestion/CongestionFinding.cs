namespace Weir.Analysis.Congestion;

/// <summary>What the detectors say about a series, with the numbers that they say it by.</summary>
/// <param name="DaysMissing">How many more days are needed; 0 unless insufficient.</param>
/// <param name="Method">Which detector found the windows: <c>recurrence</c> or <c>spectrum</c>; null without any.</param>
/// <param name="PeakShare">Largest share of days on which a time of the day was elevated.</param>
/// <param name="RecurrenceP">Of that share.</param>
/// <param name="RhythmPeakToPeak">Of the 24-hour wave, on the scale of badness.</param>
/// <param name="RhythmP">Of that wave.</param>
/// <param name="StepMinutes">How fine the day was looked at.</param>
public sealed record CongestionFinding(
    CongestionVerdict Verdict,
    IReadOnlyList<CongestionWindow> Windows,
    int DaysObserved,
    int DaysMissing,
    string? Method,
    double PeakShare,
    double RecurrenceP,
    double RhythmPeakToPeak,
    double RhythmP,
    int StepMinutes
)
{
    internal static CongestionFinding Insufficient(int days, int stepMinutes) =>
        new(
            CongestionVerdict.Insufficient,
            [],
            days,
            CongestionDetector.DaysNeeded - days,
            null,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            stepMinutes
        );
}
