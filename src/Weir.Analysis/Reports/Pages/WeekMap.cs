using System.Globalization;
using Weir.Analysis.Comparison;
using Weir.Analysis.Findings;
using Weir.Analysis.Series;

namespace Weir.Analysis.Reports.Pages;

/// <summary>The hours of the week of a series as a heat map. Pure.</summary>
internal static class WeekMap
{
    private static readonly string[] Days =
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];

    /// <summary>Null when no hour of the week is known.</summary>
    public static HeatMap? Of(SeriesFinding finding)
    {
        double[] known =
        [
            .. finding.Week.Where(cell => cell.Median is not null).Select(cell => Badness(finding, cell)),
        ];
        if (known.Length == 0)
            return null;
        var (best, worst) = (known.Min(), known.Max());
        var name = FindingWords.Name(finding.Metric);
        return new HeatMap
        {
            Title =
                $"{char.ToUpperInvariant(name[0])}{name[1..]} by hour of the week: framed hours are worse than chance",
            Rows = Days,
            Columns = [.. Enumerable.Range(0, 24).Select(hour => hour.ToString("00", CultureInfo.InvariantCulture))],
            Cells =
            [
                .. finding.Week.Select(cell => new HeatCell(
                    cell.Median is null ? null
                        : worst > best ? (Badness(finding, cell) - best) / (worst - best)
                        : 0,
                    cell.IsWorse,
                    Text(finding.Metric, cell)
                )),
            ],
        };
    }

    private static double Badness(SeriesFinding finding, HourOfWeekCell cell) =>
        MetricRules.ToBadness(finding.Metric, cell.Median!.Value);

    private static string Text(Metric metric, HourOfWeekCell cell)
    {
        var text = $"{cell.Day} {cell.Hour:00}:00: ";
        if (cell.Median is not { } median)
            return text + "not measured";
        text += $"{FindingWords.Value(metric, median)}, {cell.Count} {(cell.Count == 1 ? "week" : "weeks")}";
        return cell.PValue is { } p ? text + $", p = {p.ToString("0.####", CultureInfo.InvariantCulture)}" : text;
    }
}
