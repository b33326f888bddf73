namespace Weir.Analysis.Reports.Pages;

/// <summary>One line of a chart: values over local time, in order.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<(DateTime At, double Value)> Points);
