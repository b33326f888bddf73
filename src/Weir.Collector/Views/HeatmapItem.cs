using System.Text.Json.Serialization;
using Weir.Analysis.Comparison;
using Weir.Analysis.Series;

namespace Weir.Collector.Views;

/// <summary>An hour of the week of one metric: an item of <c>GET /api/v1/heatmap</c>.</summary>
/// <param name="Day"><c>monday</c> to <c>sunday</c>, on the clocks of the zone.</param>
/// <param name="Median">In the unit of the metric; null without values.</param>
/// <param name="N">Weeks with a value.</param>
/// <param name="Exposure">Hours of this kind that the period had.</param>
/// <param name="PValue">That it is no worse than the other hours; null where too little is known.</param>
/// <param name="IsWorse">It stands out among all hours at a false discovery rate of 5 %.</param>
/// <param name="IsEnough">At least two weeks have a value: one week alone says nothing about its kind.</param>
internal sealed record HeatmapItem(
    string Metric,
    string Day,
    int Hour,
    double? Median,
    int N,
    [property: JsonPropertyName("exposure_h")] double Exposure,
    double? PValue,
    [property: JsonPropertyName("worse")] bool IsWorse,
    [property: JsonPropertyName("enough")] bool IsEnough
)
{
    private const int WeeksNeeded = 2;

    public static HeatmapItem Of(Metric metric, HourOfWeekCell cell) =>
        new(
            MetricRules.Name(metric),
            cell.Day.ToString().ToLowerInvariant(),
            cell.Hour,
            cell.Median,
            cell.Count,
            cell.Exposure,
            cell.PValue,
            cell.IsWorse,
            cell.Count >= WeeksNeeded
        );
}
