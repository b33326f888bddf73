using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Analysis.Episodes;
using Weir.Analysis.Findings;
using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Csv;
using Weir.Analysis.Reports.Json;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;
using Weir.Measurements.Csv;

namespace Weir.Collector.Api;

/// <summary>The questions that are answered with findings, computed from the rollups of their period when those have changed.</summary>
internal sealed class Verdicts(IMeasurementStore store, KeptAnswers answers)
{
    private static readonly ItemList<SeriesFinding> Hours = new(
        CsvText.Line(["agent", "target", "metric", "sense", "status", "hour", "low", "high", "rivals", "days"]),
        finding => Json(json => WriteHours(json, finding)),
        HourLines
    );

    private static readonly ItemList<(SeriesFinding Of, Episode Episode)> Episodes = new(
        CsvText.Line(["agent", "target", "metric", "from", "to", "depth", "n", "p_value", "moved"]),
        item => Json(json => FindingJson.WriteEpisode(json, item.Episode, item.Of)),
        item =>
            CsvText.Line([
                item.Of.Agent,
                item.Of.Target,
                MetricRules.Name(item.Of.Metric),
                SummaryCsv.Time(item.Episode.From),
                SummaryCsv.Time(item.Episode.To),
                CsvText.Number(item.Episode.Depth),
                CsvText.Number(item.Episode.Count),
                CsvText.Number(item.Episode.PValue),
                string.Join(' ', item.Episode.Moved.Select(MetricRules.Name)),
            ])
    );

    /// <summary>The <c>analysis</c> object; as CSV its verdicts.</summary>
    public async Task AnalysisAsync(HttpContext exchange, ApiQuery query)
    {
        var isCsv = AnswerFormats.Of(exchange.Request) is AnswerFormat.Csv;
        var question = KeptQuestion.Of("analysis", isCsv ? AnswerFormat.Csv : AnswerFormat.Json, query);
        var answer = await answers.OfAsync(
            question,
            async cancellation =>
            {
                var rollups = await store.RollupsAsync(query.Filter, RollupWidth.Quarter, cancellation);
                var report = TrafficReport.Of(rollups, query.Filter.From, query.Filter.To, ClocksOf(query, rollups));
                return isCsv ? FindingsCsv.Write(report.Findings) : JsonReport.Write(report) + "\n";
            },
            exchange.RequestAborted
        );
        exchange.Response.ContentType = isCsv ? AnswerFormats.Csv + "; charset=utf-8" : AnswerFormats.Json;
        await exchange.Response.Body.WriteAsync(answer, exchange.RequestAborted);
    }

    public Task HoursAsync(HttpContext exchange, ApiQuery query) =>
        WriteAsync("hours", exchange, query, Hours, findings => findings.Series);

    public Task EpisodesAsync(HttpContext exchange, ApiQuery query) =>
        WriteAsync(
            "episodes",
            exchange,
            query,
            Episodes,
            findings => [.. findings.Series.SelectMany(s => s.Episodes.Select(episode => (s, episode)))]
        );

    private static Clocks ClocksOf(ApiQuery query, IReadOnlyList<Rollup> rollups) =>
        query.IsOfAgents ? Clocks.OfAgents(rollups, query.Zone) : Clocks.Of(query.Zone);

    private async Task WriteAsync<T>(
        string name,
        HttpContext exchange,
        ApiQuery query,
        ItemList<T> list,
        Func<NetworkFindings, IReadOnlyList<T>> items
    )
    {
        var format = AnswerFormats.Of(exchange.Request);
        var answer = await answers.OfAsync(
            KeptQuestion.Of(name, format, query),
            async cancellation =>
            {
                var rollups = await store.RollupsAsync(query.Filter, RollupWidth.Quarter, cancellation);
                return list.Write(format, items(Analyst.Of(rollups, ClocksOf(query, rollups))));
            },
            exchange.RequestAborted
        );
        AnswerFormats.SetHead(exchange.Response, format);
        await exchange.Response.Body.WriteAsync(answer, exchange.RequestAborted);
    }

    private static void WriteHours(Utf8JsonWriter json, SeriesFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("agent", finding.Agent);
        json.WriteString("target", finding.Target);
        json.WriteString("metric", MetricRules.Name(finding.Metric));
        FindingJson.WriteHour(json, "demand", finding.Demand, "bytes_per_hour");
        FindingJson.WriteHour(json, "pain", finding.Pain, "elevation");
        FindingJson.WriteHour(json, "time_consistent", finding.TimeConsistent, "bytes_per_hour");
        json.WriteEndObject();
    }

    private static string HourLines(SeriesFinding finding) =>
        string.Concat(
            new[]
            {
                ("demand", finding.Demand),
                ("pain", finding.Pain),
                ("time_consistent", finding.TimeConsistent),
            }.Select(sense =>
                CsvText.Line([
                    finding.Agent,
                    finding.Target,
                    MetricRules.Name(finding.Metric),
                    sense.Item1,
                    $"{sense.Item2.Status}".ToLowerInvariant(),
                    CsvText.Number(sense.Item2.Hour),
                    CsvText.Number(sense.Item2.Low),
                    CsvText.Number(sense.Item2.High),
                    string.Join(' ', sense.Item2.Rivals),
                    CsvText.Number(sense.Item2.Days),
                ])
            )
        );

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
