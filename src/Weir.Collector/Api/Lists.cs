using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Analysis.Json;
using Weir.Analysis.Reports.Csv;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;
using Weir.Measurements.Csv;

namespace Weir.Collector.Api;

/// <summary>The questions that are answered with items.</summary>
internal sealed class Lists(IMeasurementStore store, KeptAnswers answers)
{
    private static readonly ItemList<NameItem> Names = new(
        CsvText.Line(["name", "measurements", "first_at", "last_at"]),
        item => JsonSerializer.Serialize(item, ApiJson.Default.NameItem),
        item =>
            CsvText.Line([
                item.Name,
                CsvText.Number(item.Measurements),
                MeasurementCsv.Time(item.FirstAt),
                MeasurementCsv.Time(item.LastAt),
            ])
    );

    private static readonly ItemList<StoredMeasurement> Measurements = new(
        MeasurementCsv.Header,
        item => item.Body,
        item => MeasurementCsv.Line(item.Body)
    );

    private static readonly ItemList<SummaryRecord> SummaryItems = new(
        SummaryCsv.Header,
        item => JsonSerializer.Serialize(item, AnalysisJson.Lines.SummaryRecord),
        item => SummaryCsv.Line(item)
    );

    private static readonly ItemList<Rollup> SeriesItems = new(
        SummaryCsv.Header,
        item => JsonSerializer.Serialize(RollupRecord.Of(item), AnalysisJson.Lines.RollupRecord),
        item =>
            SummaryCsv.Line(
                SummaryRecord.Of(new SummaryKey(item.Agent, item.Target, null), item.Summary),
                SummaryCsv.Time(item.At)
            )
    );

    public async Task AgentsAsync(HttpContext exchange, ApiQuery query) =>
        await WholeAsync(exchange, Names, await store.AgentsAsync(exchange.RequestAborted), NameItem.Of);

    public async Task TargetsAsync(HttpContext exchange, ApiQuery query) =>
        await WholeAsync(exchange, Names, await store.TargetsAsync(exchange.RequestAborted), NameItem.Of);

    public Task MeasurementsAsync(HttpContext exchange, ApiQuery query) =>
        Measurements.WriteAsync(
            exchange.Response,
            AnswerFormats.Of(exchange.Request),
            PagesAsync(query, exchange.RequestAborted),
            page => page.Count < query.Limit ? null : Cursor.Of(page[^1]).ToString(),
            exchange.RequestAborted
        );

    /// <summary>By hour of the day it is a sum of all hours of the period, and kept until one of them changes.</summary>
    public async Task SummaryAsync(HttpContext exchange, ApiQuery query)
    {
        if (!query.Grouping.HasFlag(Grouping.Hour))
        {
            var items = await SummaryAsync(query, exchange.RequestAborted);
            await WholeAsync(exchange, SummaryItems, items, item => item);
            return;
        }

        var format = AnswerFormats.Of(exchange.Request);
        var answer = await answers.OfAsync(
            KeptQuestion.Of("summary", format, query),
            async cancellation => SummaryItems.Write(format, await SummaryAsync(query, cancellation)),
            exchange.RequestAborted
        );
        AnswerFormats.SetHead(exchange.Response, format);
        await exchange.Response.Body.WriteAsync(answer, exchange.RequestAborted);
    }

    private async Task<IReadOnlyList<SummaryRecord>> SummaryAsync(ApiQuery query, CancellationToken cancellation)
    {
        var zone = query.IsOfAgents ? null : query.Zone;
        var sums = await store.SumsAsync(query.Filter, query.Grouping, zone, cancellation);
        return [.. sums.Select(item => SummaryRecord.Of(item.Key, item.Summary))];
    }

    public async Task SeriesAsync(HttpContext exchange, ApiQuery query)
    {
        var width = RollupWidths.Within(query.Bucket, query.Zone);
        var rollups = await store.RollupsAsync(query.Filter, width, exchange.RequestAborted);
        var series = query.Bucket == Rollup.Width ? rollups : Summarize.Coarsen(rollups, query.Bucket, query.Zone);
        await WholeAsync(exchange, SeriesItems, series, rollup => rollup);
    }

    /// <summary>Page after page, each a query of its own: a slow reader holds no lock and no old log.</summary>
    private async IAsyncEnumerable<IReadOnlyList<StoredMeasurement>> PagesAsync(
        ApiQuery query,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var after = query.Cursor;
        while (true)
        {
            var page = await store.MeasurementsAsync(query.Filter, after, query.Limit, cancellation);
            yield return page;
            if (page.Count < query.Limit)
                break;
            after = Cursor.Of(page[^1]);
        }
    }

    private static Task WholeAsync<TFrom, T>(
        HttpContext exchange,
        ItemList<T> list,
        IReadOnlyList<TFrom> all,
        Func<TFrom, T> item
    ) =>
        list.WriteAsync(
            exchange.Response,
            AnswerFormats.Of(exchange.Request),
            OnePageAsync(all.Select(item).ToList()),
            _ => null,
            exchange.RequestAborted
        );

    private static async IAsyncEnumerable<IReadOnlyList<T>> OnePageAsync<T>(IReadOnlyList<T> all)
    {
        await Task.CompletedTask;
        yield return all;
    }
}
