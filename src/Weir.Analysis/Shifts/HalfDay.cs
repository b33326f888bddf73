namespace Weir.Analysis.Shifts;

/// <summary>Half a day of a series, boiled down.</summary>
/// <param name="From">The first quarter's place in the series.</param>
/// <param name="Level">The 25th percentile of badness: an evening's congestion does not reach it.</param>
/// <param name="Fluctuation">The better half of the steps from value to value, as their median size.</param>
internal readonly record struct HalfDay(int From, double Level, double Fluctuation);
