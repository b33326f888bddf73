using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Weir.Collector.Api;
using Weir.Collector.Storage;

namespace Weir.Collector.Live;

/// <summary><c>GET /api/v1/live</c>: server-sent events until the client goes away or the collector ends.</summary>
/// <param name="mayRead">Whether who watches still may: a session that has ended must not be told more.</param>
/// <param name="ending">Of the collector; without it a watcher would hold up its end.</param>
internal sealed class LiveEndpoint(
    LiveFeed feed,
    Func<HttpContext, Task<bool>> mayRead,
    TimeProvider time,
    CancellationToken ending
)
{
    /// <summary>So that proxies do not take a quiet stream for a dead one, and a dead one is noticed.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>After which a browser that lost the stream tries again, in milliseconds.</summary>
    private const int RetryMilliseconds = 2000;

    public async Task StreamAsync(HttpContext exchange)
    {
        using var watch = feed.TryWatch(LastEventId(exchange.Request));
        if (watch is null)
        {
            exchange.Response.Headers.RetryAfter = "10";
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status503ServiceUnavailable,
                $"{LiveFeed.MostWatchers} are watching already; close a page, or come again"
            );
            return;
        }

        exchange.Response.ContentType = "text/event-stream; charset=utf-8";
        exchange.Response.Headers.CacheControl = "no-store";
        exchange.Response.Headers["X-Accel-Buffering"] = "no";
        exchange.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(exchange.RequestAborted, ending);
        try
        {
            await WriteAsync(exchange, $"retry: {RetryMilliseconds}\n{Hello(watch.Start)}", either.Token);
            await PassOnAsync(exchange, watch, either.Token);
        }
        catch (OperationCanceledException)
        {
            // The client or the collector ends; what was told was told.
        }
        catch (StoreException)
        {
            // It cannot be told whether the watcher still may: it comes again, and is told why not.
        }
    }

    private async Task PassOnAsync(HttpContext exchange, LiveFeed.Watch watch, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var isThere = watch.Events.WaitToReadAsync(cancellation).AsTask();
        var beat = Task.Delay(Heartbeat, time, cancellation);
        while (true)
        {
            await Task.WhenAny(isThere, beat);
            cancellation.ThrowIfCancellationRequested();
            if (beat.IsCompleted)
            {
                if (!await mayRead(exchange))
                    return;
                text.Append(": still here\n\n");
                beat = Task.Delay(Heartbeat, time, cancellation);
            }

            if (isThere.IsCompleted)
            {
                if (watch.TakeMissed())
                    text.Append(CultureInfo.InvariantCulture, $"event: {RecentEvents.Missed}\ndata: {{}}\n\n");
                while (watch.Events.TryRead(out var happened))
                {
                    if (happened.Id is { } id)
                        text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
                    text.Append(CultureInfo.InvariantCulture, $"event: {happened.Name}\ndata: {happened.Data}\n\n");
                }

                isThere = watch.Events.WaitToReadAsync(cancellation).AsTask();
            }

            await WriteAsync(exchange, text.ToString(), cancellation);
            text.Clear();
        }
    }

    /// <summary>A browser that lost the stream sends it; null for who begins.</summary>
    private static string? LastEventId(HttpRequest request) =>
        request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : null;

    /// <param name="id">Where the stream begins: whoever loses it before the first event must be told what came since.</param>
    private string Hello(string? id) =>
        (id is null ? "" : $"id: {id}\n") + $"event: hello\ndata: {{\"at\":\"{time.GetUtcNow().UtcDateTime:O}\"}}\n\n";

    private static async Task WriteAsync(HttpContext exchange, string text, CancellationToken cancellation)
    {
        await exchange.Response.WriteAsync(text, cancellation);
        await exchange.Response.Body.FlushAsync(cancellation);
    }
}
