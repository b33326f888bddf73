using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Documenting;
using Weir.Collector.Hosting;
using Weir.Collector.Storage;
using Weir.Collector.Tokens;

namespace Weir.Collector.Api;

/// <summary>All that a collector answers, by path.</summary>
internal sealed class CollectorApi(
    CollectorOptions options,
    IMeasurementStore store,
    ITokenStore tokens,
    TimeProvider time,
    CollectorCounts counts,
    Action<Exception> report
) : IDisposable
{
    private const string Root = "/api/v1";

    private readonly DashboardApi _dashboard = new(options, store, tokens, time);
    private readonly KeptAnswers _answers = new(store.FingerprintAsync, KeptAnswers.Most);

    public void Map(WebApplication app)
    {
        var lists = new Lists(store, _answers);
        var verdicts = new Verdicts(store, _answers);
        var ingest = new IngestEndpoint(store, options.Limits, options.Senders, time, counts, _dashboard.Feed.Stored);
        app.Use(GuardAsync);
        app.UseRouting();
        app.MapGet("/healthz", HealthAsync);
        app.MapGet("/metrics", exchange => TextAsync(exchange, "text/plain; version=0.0.4", counts.Write()));
        app.MapPost(
            $"{Root}/measurements",
            Admitted(TokenScopes.Write, exchange => ingest.TakeAsync(exchange, Gate.SenderOf(exchange)))
        );
        app.MapGet($"{Root}/measurements", Read(lists.MeasurementsAsync));
        app.MapGet($"{Root}/agents", Read(lists.AgentsAsync));
        app.MapGet($"{Root}/targets", Read(lists.TargetsAsync));
        app.MapGet($"{Root}/summary", Read(lists.SummaryAsync, mayBeOfAgents: true));
        app.MapGet($"{Root}/series", Read(lists.SeriesAsync));
        app.MapGet($"{Root}/analysis", Read(verdicts.AnalysisAsync, mayBeOfAgents: true));
        app.MapGet($"{Root}/hours", Read(verdicts.HoursAsync, mayBeOfAgents: true));
        app.MapGet($"{Root}/episodes", Read(verdicts.EpisodesAsync, mayBeOfAgents: true));
        OpenApiDocument.Map(app);
        _dashboard.Map(app, Root, _answers, Read);
        app.MapFallback(
            "{*path}",
            exchange => Answers.ProblemAsync(exchange, StatusCodes.Status404NotFound, "there is nothing at this path")
        );
    }

    public void Dispose()
    {
        _dashboard.Dispose();
        _answers.Dispose();
    }

    /// <summary>The outermost: turns what went wrong below into an answer, as far as none has begun.</summary>
    private async Task GuardAsync(HttpContext exchange, RequestDelegate next)
    {
        exchange.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(exchange);
        }
        catch (OperationCanceledException) when (exchange.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (BadHttpRequestException error) when (!exchange.Response.HasStarted)
        {
            await Answers.ProblemAsync(
                exchange,
                error.StatusCode,
                error.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? $"the body is larger than {options.Limits.Body}; send several"
                    : "the request is not whole"
            );
        }
        catch (StoreException error) when (!exchange.Response.HasStarted)
        {
            counts.AddFault();
            await Answers.FaultAsync(exchange, error.Fault);
        }
        catch (Exception bug)
        {
            report(bug);
            if (exchange.Response.HasStarted)
                exchange.Abort();
            else
                await Answers.ProblemAsync(
                    exchange,
                    StatusCodes.Status500InternalServerError,
                    "internal error; the collector's log says more"
                );
        }
    }

    private RequestDelegate Admitted(TokenScopes needed, RequestDelegate answer) =>
        async exchange =>
        {
            if (await _dashboard.Gate.AdmitAsync(exchange, needed))
                await answer(exchange);
        };

    private RequestDelegate Read(Func<HttpContext, ApiQuery, Task> answer) => Read(answer, mayBeOfAgents: false);

    /// <param name="mayBeOfAgents">Whether each agent's own clock may count.</param>
    private RequestDelegate Read(Func<HttpContext, ApiQuery, Task> answer, bool mayBeOfAgents) =>
        Admitted(
            TokenScopes.Read,
            exchange =>
                !ApiQuery.TryRead(exchange.Request.Query, out var query, out var problem)
                    ? Answers.ProblemAsync(exchange, StatusCodes.Status400BadRequest, problem)
                : query.IsOfAgents && !mayBeOfAgents
                    ? Answers.ProblemAsync(
                        exchange,
                        StatusCodes.Status400BadRequest,
                        "tz=agent is for summary, hours, episodes and analysis; name a zone here, as Europe/Berlin"
                    )
                : answer(exchange, query)
        );

    private async Task HealthAsync(HttpContext exchange)
    {
        if (await store.CheckAsync(exchange.RequestAborted) is { } fault)
            await Answers.FaultAsync(exchange, fault);
        else
            await TextAsync(exchange, "text/plain", "ok\n");
    }

    private static Task TextAsync(HttpContext exchange, string type, string text)
    {
        exchange.Response.ContentType = type;
        return exchange.Response.WriteAsync(text, exchange.RequestAborted);
    }
}
