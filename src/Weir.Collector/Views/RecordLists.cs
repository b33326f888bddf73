using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Analysis.Reports.Csv;
using Weir.Analysis.Runs;
using Weir.Collector.Api;
using Weir.Collector.Storage;
using Weir.Measurements.Csv;

namespace Weir.Collector.Views;

/// <summary>The questions that are answered from records themselves: sources, runs, and the clients of a run.</summary>
internal sealed class RecordLists(IMeasurementStore store)
{
    private const int Page = 1000;

    /// <summary>Clients of a run that are told; the largest runs have some thousands.</summary>
    private const int MostClients = 10_000;

    /// <summary>The clocks of a run's machines may differ by so much.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    private static readonly ItemList<StoredMeasurement> Runs = new(
        CsvText.Line(RunFields),
        item => item.Body,
        item => RunLine(item.Body)
    );

    private static readonly ItemList<SourceItem> Sources = new(
        CsvText.Line([
            "url",
            "transfers",
            "bytes",
            "share",
            "requests",
            "failures",
            "failed_transfers",
            "throughput_p50_bps",
            "last_at",
            "last_reason",
        ]),
        item => JsonSerializer.Serialize(item, ViewJson.Default.SourceItem),
        item =>
            CsvText.Line([
                item.Url,
                CsvText.Number(item.Transfers),
                CsvText.Number(item.Bytes),
                CsvText.Number(item.Share),
                CsvText.Number(item.Requests),
                CsvText.Number(item.Failures),
                CsvText.Number(item.FailedTransfers),
                CsvText.Number(item.ThroughputBps?.P50),
                SummaryCsv.Time(new DateTimeOffset(item.LastAt)),
                item.LastReason,
            ])
    );

    private static string[] RunFields => ["id", "started_at", "agent", .. RunsCsv.Facts];

    public async Task SourcesAsync(HttpContext exchange, ApiQuery query)
    {
        var totals = new SourceTotals();
        await foreach (
            var page in PagesAsync(query.Filter with { Kind = "transfer" }, null, Page, exchange.RequestAborted)
        )
        {
            foreach (var measurement in page)
                totals.Add(measurement.At, measurement.Body);
        }

        await Sources.WriteAsync(exchange, totals.Items);
    }

    public Task RunsAsync(HttpContext exchange, ApiQuery query) =>
        Runs.WriteAsync(
            exchange.Response,
            AnswerFormats.Of(exchange.Request),
            PagesAsync(query.Filter with { Kind = "run" }, query.Cursor, query.Limit, exchange.RequestAborted),
            page => page.Count < query.Limit ? null : Cursor.Of(page[^1]).ToString(),
            exchange.RequestAborted
        );

    /// <summary><c>/runs/{id}</c>: <c>{"run":…,"clients":[…]}</c>, the records as they were sent.</summary>
    public async Task RunAsync(HttpContext exchange, ApiQuery query)
    {
        var id = (string)exchange.Request.RouteValues["id"]!;
        if (await FindAsync(id, query, exchange.RequestAborted) is not { } run)
        {
            await Answers.ProblemAsync(exchange, StatusCodes.Status404NotFound, $"there is no run {id}");
            return;
        }

        using var json = JsonDocument.Parse(run.Body);
        var lasted =
            json.RootElement.TryGetProperty("slowest_s", out var slowest)
            && slowest.ValueKind is JsonValueKind.Number
            && slowest.TryGetDouble(out var seconds)
            && seconds is > 0 and < 1e6
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.Zero;
        var filter = new MeasurementFilter(run.At - Slack, run.At + lasted + Slack, Kind: "transfer");
        var clients = new List<string>();
        await foreach (var page in PagesAsync(filter, null, Page, exchange.RequestAborted))
        {
            clients.AddRange(page.Where(one => IsOf(id, one.Body)).Select(one => one.Body));
            if (clients.Count >= MostClients)
                break;
        }

        exchange.Response.ContentType = AnswerFormats.Json;
        exchange.Response.Headers.CacheControl = "no-store";
        var text = new StringBuilder("{\"run\":").Append(run.Body).Append(",\"clients\":[");
        text.AppendJoin(",\n", clients.Take(MostClients)).Append("]}\n");
        await exchange.Response.WriteAsync(text.ToString(), exchange.RequestAborted);
    }

    private async Task<StoredMeasurement?> FindAsync(string id, ApiQuery query, CancellationToken cancellation)
    {
        await foreach (var page in PagesAsync(query.Filter with { Kind = "run" }, null, Page, cancellation))
        {
            if (page.FirstOrDefault(run => run.Id == id) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Page after page, each a query of its own: a slow reader holds no lock and no old log.</summary>
    private async IAsyncEnumerable<IReadOnlyList<StoredMeasurement>> PagesAsync(
        MeasurementFilter filter,
        Cursor? after,
        int limit,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        while (true)
        {
            var page = await store.MeasurementsAsync(filter, after, limit, cancellation);
            yield return page;
            if (page.Count < limit)
                break;
            after = Cursor.Of(page[^1]);
        }
    }

    private static bool IsOf(string run, string body)
    {
        // Most are of no run: the id's absence is seen without reading the JSON.
        if (!body.Contains("\"run_id\"", StringComparison.Ordinal))
            return false;
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("run_id", out var of)
            && of.ValueKind is JsonValueKind.String
            && of.ValueEquals(run);
    }

    private static string RunLine(string body)
    {
        using var json = JsonDocument.Parse(body);
        return CsvText.Line([
            .. RunFields.Select(field =>
                !json.RootElement.TryGetProperty(field, out var value) ? null
                : value.ValueKind is JsonValueKind.String ? value.GetString()
                : value.ValueKind is JsonValueKind.Number ? value.GetRawText()
                : null
            ),
        ]);
    }
}
