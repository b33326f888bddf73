namespace Weir.Analysis.Reports.Pages;

/// <summary>An area behind the lines of a chart: from one value to another at each place, in order.</summary>
public sealed record ChartBand(string Name, IReadOnlyList<(double At, double Low, double High)> Points);
