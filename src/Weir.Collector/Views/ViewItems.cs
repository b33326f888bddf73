using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Analysis.Bands;
using Weir.Analysis.Json;
using Weir.Analysis.Reports.Csv;
using Weir.Analysis.Standing;
using Weir.Collector.Api;
using Weir.Measurements.Csv;

namespace Weir.Collector.Views;

/// <summary>The forms of the views' items.</summary>
internal static class ViewItems
{
    public static readonly ItemList<TargetOverview> Overview = new(
        CsvText.Line([
            "target",
            "state",
            "reason",
            "since",
            "last_at",
            "downloads",
            "failures",
            "bytes",
            "probes",
            "loss_ratio",
            "metric",
            "median",
            "low",
            "high",
        ]),
        item => JsonSerializer.Serialize(item, AnalysisJson.Lines.TargetOverview),
        item =>
            CsvText.Line([
                item.Target,
                item.State.ToString().ToLowerInvariant(),
                item.Reason,
                item.Since is { } since ? SummaryCsv.Time(since) : null,
                item.LastAt is { } last ? SummaryCsv.Time(last) : null,
                CsvText.Number(item.Downloads),
                CsvText.Number(item.Failures),
                CsvText.Number(item.Bytes),
                CsvText.Number(item.Probes),
                CsvText.Number(item.LossRatio),
                item.Metric,
                CsvText.Number(item.Median),
                CsvText.Number(item.Interval?[0]),
                CsvText.Number(item.Interval?[1]),
            ])
    );

    public static readonly ItemList<BandSeries> Bands = new(
        CsvText.Line(["agent", "target", "metric", "at", "n", "min", "p05", "p25", "p50", "p75", "p95", "max"]),
        item => JsonSerializer.Serialize(item, AnalysisJson.Lines.BandSeries),
        item =>
            string.Concat(
                Enumerable
                    .Range(0, item.At.Count)
                    .Select(i =>
                        CsvText.Line([
                            item.Agent,
                            item.Target,
                            item.Metric,
                            Time(item.At[i]),
                            CsvText.Number(item.N[i]),
                            CsvText.Number(item.Min[i]),
                            CsvText.Number(item.P05[i]),
                            CsvText.Number(item.P25[i]),
                            CsvText.Number(item.P50[i]),
                            CsvText.Number(item.P75[i]),
                            CsvText.Number(item.P95[i]),
                            CsvText.Number(item.Max[i]),
                        ])
                    )
            )
    );

    public static readonly ItemList<SmokeSeries> Smoke = new(
        CsvText.Line(["target", "at", "n", "loss_ratio", "p50"]),
        item => JsonSerializer.Serialize(item, AnalysisJson.Lines.SmokeSeries),
        item =>
            string.Concat(
                Enumerable
                    .Range(0, item.At.Count)
                    .Select(i =>
                        CsvText.Line([
                            item.Target,
                            Time(item.At[i]),
                            CsvText.Number(item.N[i]),
                            CsvText.Number(item.LossRatio[i]),
                            CsvText.Number(item.P50[i]),
                        ])
                    )
            )
    );

    public static readonly ItemList<HeatmapItem> Heatmap = new(
        CsvText.Line(["metric", "day", "hour", "median", "n", "exposure_h", "p_value", "worse", "enough"]),
        item => JsonSerializer.Serialize(item, ViewJson.Default.HeatmapItem),
        item =>
            CsvText.Line([
                item.Metric,
                item.Day,
                CsvText.Number(item.Hour),
                CsvText.Number(item.Median),
                CsvText.Number(item.N),
                CsvText.Number(item.Exposure),
                CsvText.Number(item.PValue),
                item.IsWorse ? "true" : "false",
                item.IsEnough ? "true" : "false",
            ])
    );

    /// <summary>All of them in one page, in the form that the client likes best.</summary>
    public static Task WriteAsync<T>(this ItemList<T> list, HttpContext exchange, IReadOnlyList<T> all) =>
        list.WriteAsync(
            exchange.Response,
            AnswerFormats.Of(exchange.Request),
            OnePageAsync(all),
            _ => null,
            exchange.RequestAborted
        );

    private static string Time(long seconds) => SummaryCsv.Time(DateTimeOffset.FromUnixTimeSeconds(seconds));

    private static async IAsyncEnumerable<IReadOnlyList<T>> OnePageAsync<T>(IReadOnlyList<T> all)
    {
        await Task.CompletedTask;
        yield return all;
    }
}
