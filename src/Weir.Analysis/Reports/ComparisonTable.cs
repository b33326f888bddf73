using System.Globalization;
using Weir.Analysis.Comparison;
using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Reports;

/// <summary>Two periods side by side. Pure.</summary>
internal static class ComparisonTable
{
    private const double Alpha = 0.05;

    /// <summary>Null when there is nothing on both sides.</summary>
    public static ReportTable? Of(ComparedPeriods? periods) =>
        periods is not { Series.Count: > 0 }
            ? null
            : new ReportTable(
                string.Create(CultureInfo.InvariantCulture, $"Before {periods.Split:yyyy-MM-dd} and from then on"),
                ["series", "days", "before", "after", "change", "95 % interval", "p", "changed"],
                [.. periods.Series.Select(Row)]
            )
            {
                Words = ["changed"],
            };

    private static IReadOnlyList<string> Row(ComparedSeries series)
    {
        var comparison = series.Comparison;
        return
        [
            $"{series.Agent} to {series.Target}, {FindingWords.Name(series.Metric)}",
            $"{comparison.DaysBefore} / {comparison.DaysAfter}",
            FindingWords.Value(series.Metric, comparison.Before),
            FindingWords.Value(series.Metric, comparison.After),
            comparison.Difference is { } known ? Change(series.Metric, known.Value) : "–",
            comparison.Difference is { } interval ? Interval(series.Metric, interval) : "–",
            comparison.PValue.ToString("0.####", CultureInfo.InvariantCulture),
            comparison.Difference is null ? "not enough data: 4 days on each side"
            : comparison.PValue <= Alpha ? "yes"
            : "not distinguishable",
        ];
    }

    private static string Interval(Metric metric, Interval interval) =>
        $"{Change(metric, interval.Low)} to {Change(metric, interval.High)}";

    /// <summary>A difference, or where it is a ratio the part that came or went.</summary>
    private static string Change(Metric metric, double change)
    {
        if (metric is Metric.Throughput or Metric.Response)
            return (change - 1).ToString("+0.0 %;−0.0 %;0 %", CultureInfo.InvariantCulture);
        var size = FindingWords.Value(metric, Math.Abs(change));
        return change > 0 ? $"+{size}"
            : change < 0 ? $"−{size}"
            : size;
    }
}
