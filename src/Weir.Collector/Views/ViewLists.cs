using Microsoft.AspNetCore.Http;
using Weir.Analysis.Bands;
using Weir.Analysis.Comparison;
using Weir.Analysis.Series;
using Weir.Analysis.Standing;
using Weir.Analysis.Summaries;
using Weir.Collector.Api;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Views;

/// <summary>The questions that the dashboard's charts ask: small answers, column by column.</summary>
internal sealed class ViewLists(IMeasurementStore store, KeptAnswers answers, TimeProvider time)
{
    /// <summary><c>/overview</c>: a tile for each target.</summary>
    public async Task OverviewAsync(HttpContext exchange, ApiQuery query)
    {
        var names = await store.TargetsAsync(exchange.RequestAborted);
        var (width, span) = await WidthAsync(query, isBucketed: false, exchange.RequestAborted);
        var merged = await store.MergedRollupsAsync(query.Filter, width, exchange.RequestAborted);
        var now = query.Filter.To is { } to && to < time.GetUtcNow() ? to : time.GetUtcNow();
        var step = ViewPeriod.Step(query.Bucket, query.IsBucketAsked, span);
        var byTarget = merged.Rollups.ToLookup(rollup => rollup.Target, StringComparer.Ordinal);
        var items = names
            .Where(name => query.Filter.Target is null || name.Name == query.Filter.Target)
            .AsParallel()
            .AsOrdered()
            .Select(name =>
                TargetOverview.Of(
                    name.Name,
                    [.. byTarget[name.Name]],
                    merged.AgentsOf(name.Name),
                    name.LastAt < now ? name.LastAt : byTarget[name.Name].Max(rollup => (DateTimeOffset?)rollup.At),
                    now,
                    step,
                    query.Zone
                )
            )
            .ToList();
        await ViewItems.Overview.WriteAsync(exchange, items);
    }

    /// <summary><c>/bands</c>: percentiles over time, by agent, or of all agents with <c>by=target</c>.</summary>
    public async Task BandsAsync(HttpContext exchange, ApiQuery query)
    {
        var (width, span) = await WidthAsync(query, query.IsBucketAsked, exchange.RequestAborted);
        var step = ViewPeriod.Step(query.Bucket, query.IsBucketAsked, span);
        var isByAgent = query.Grouping.HasFlag(Grouping.Agent);
        var rollups = isByAgent
            ? await store.RollupsAsync(query.Filter, width, exchange.RequestAborted)
            : (await store.MergedRollupsAsync(query.Filter, width, exchange.RequestAborted)).Rollups;
        var items = Summarize
            .Coarsen(rollups, step, query.Zone)
            .GroupBy(rollup => (rollup.Agent, rollup.Target))
            .SelectMany(path =>
                Metrics(query)
                    .Select(metric =>
                        BandSeries.Of(
                            isByAgent ? path.Key.Agent : null,
                            path.Key.Target,
                            metric,
                            path.Select(rollup => (rollup.At, rollup.Summary)),
                            step
                        )
                    )
            )
            .OfType<BandSeries>()
            .ToList();
        await ViewItems.Bands.WriteAsync(exchange, items);
    }

    /// <summary><c>/smoke</c>: densities of round-trip times, by target.</summary>
    public async Task SmokeAsync(HttpContext exchange, ApiQuery query)
    {
        var (width, span) = await WidthAsync(query, query.IsBucketAsked, exchange.RequestAborted);
        var merged = await store.MergedRollupsAsync(query.Filter, width, exchange.RequestAborted);
        var step = ViewPeriod.Step(query.Bucket, query.IsBucketAsked, span);
        var items = Summarize
            .Coarsen(merged.Rollups, step, query.Zone)
            .GroupBy(rollup => rollup.Target, StringComparer.Ordinal)
            .Select(path => SmokeSeries.Of(path.Key, path.Select(rollup => (rollup.At, rollup.Summary)), step))
            .OfType<SmokeSeries>()
            .ToList();
        await ViewItems.Smoke.WriteAsync(exchange, items);
    }

    /// <summary><c>/heatmap</c>: the 168 hours of the week of each metric, over all targets and agents of the filter.</summary>
    public async Task HeatmapAsync(HttpContext exchange, ApiQuery query)
    {
        var format = AnswerFormats.Of(exchange.Request);
        var answer = await answers.OfAsync(
            KeptQuestion.Of("heatmap", format, query),
            async cancellation => ViewItems.Heatmap.Write(format, await HoursOfWeekAsync(query, cancellation)),
            exchange.RequestAborted
        );
        AnswerFormats.SetHead(exchange.Response, format);
        await exchange.Response.Body.WriteAsync(answer, exchange.RequestAborted);
    }

    private async Task<IReadOnlyList<HeatmapItem>> HoursOfWeekAsync(ApiQuery query, CancellationToken cancellation)
    {
        var merged = await store.MergedRollupsAsync(query.Filter, RollupWidth.Quarter, cancellation);
        var paths = PathSeries.Of(merged.Rollups.Select(rollup => rollup with { Target = "" }));
        var calendar = CivilCalendar.Of(query.Zone, paths);
        return
        [
            .. paths
                .SelectMany(path => path.Metrics)
                .Where(series => Metrics(query).Contains(series.Metric))
                .SelectMany(series =>
                    HourOfWeek.Of(series, calendar).Select(cell => HeatmapItem.Of(series.Metric, cell))
                ),
        ];
    }

    private static IEnumerable<Metric> Metrics(ApiQuery query) => query.Metric is { } one ? [one] : MetricRules.Judged;

    /// <summary>The widest rollups that the question can be answered from, and how much time it spans.</summary>
    private async Task<(RollupWidth Width, TimeSpan Span)> WidthAsync(
        ApiQuery query,
        bool isBucketed,
        CancellationToken cancellation
    )
    {
        var (from, to) = (query.Filter.From, query.Filter.To);
        if (from is null || to is null)
        {
            var targets = await store.TargetsAsync(cancellation);
            from ??= targets.Count > 0 ? targets.Min(target => target.FirstAt) : time.GetUtcNow();
            to ??= time.GetUtcNow();
        }

        var span = to.Value - from.Value;
        return (isBucketed ? RollupWidths.Within(query.Bucket, query.Zone) : ViewPeriod.Finest(span), span);
    }
}
