namespace Weir.Analysis.Reports.Pages;

/// <summary>One line of a chart: values over what its horizontal axis counts, in order.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<(double At, double Value)> Points);
