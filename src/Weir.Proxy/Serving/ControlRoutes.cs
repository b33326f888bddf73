using Weir.Http.Fields;
using Weir.Http.Server;
using Weir.Proxy.Caching.Storage;

namespace Weir.Proxy.Serving;

/// <summary>What the control listener of a proxy offers.</summary>
internal static class ControlRoutes
{
    public static IEnumerable<ControlRoute> Of(ProxyServer proxy)
    {
        yield return new ControlRoute("GET", "/healthz", IsOpen: true, (exchange, _) => Healthy(exchange));
        yield return new ControlRoute("GET", "/metrics", IsOpen: true, (exchange, _) => Metrics(proxy, exchange));
        yield return new ControlRoute("GET", "/cache", IsOpen: false, (exchange, _) => List(proxy, exchange));
        yield return new ControlRoute("DELETE", "/cache", IsOpen: false, (exchange, _) => Purge(proxy, exchange));
        foreach (var route in RelayRoutes.Of(proxy))
            yield return route;
    }

    private static Task Healthy(Exchange exchange)
    {
        exchange.Respond(200, "ok");
        return Task.CompletedTask;
    }

    private static Task Metrics(ProxyServer proxy, Exchange exchange)
    {
        exchange.Start(200).Field("Content-Type"u8, "text/plain; version=0.0.4; charset=utf-8"u8);
        exchange.SetBody(ProxyReport.ToPrometheus(proxy));
        return Task.CompletedTask;
    }

    private static Task List(ProxyServer proxy, Exchange exchange) => Json(exchange, ProxyReport.ToJson(proxy));

    /// <summary>
    /// <c>url</c> takes away all variants and slices of one URL, <c>prefix</c> all that begins so, <c>tag</c> all whose
    /// <c>Cache-Tag</c> names it; who is being served is served on.
    /// </summary>
    private static async Task Purge(ProxyServer proxy, Exchange exchange)
    {
        var query = RequestTarget.TryParse(exchange.Head.Target, out var target) ? target.Query : default;
        var url = QueryParameters.Find(query, "url");
        var prefix = QueryParameters.Find(query, "prefix");
        var tag = QueryParameters.Find(query, "tag");
        if (
            proxy.Router is not { } router
            || (url ?? prefix ?? tag) is not { Length: > 0 } text
            || !IsOne(url, prefix, tag)
        )
        {
            exchange.Respond(
                400,
                "Say what to remove: DELETE /cache?url=URL, DELETE /cache?prefix=URL or DELETE /cache?tag=TAG."
            );
            return;
        }

        var scope =
            url is not null ? PurgeScope.Url
            : prefix is not null ? PurgeScope.Prefix
            : PurgeScope.Tag;
        if ((scope == PurgeScope.Tag ? text : router.Key(text)) is not { } key)
        {
            exchange.Respond(400, "That is neither a URL nor a path; write http://HOST/PATH or /PATH.");
            return;
        }

        var removed = await proxy.PurgeAsync(scope, key);
        await Json(exchange, System.Text.Encoding.UTF8.GetBytes($"{{\"removed\":{removed}}}"));
    }

    private static bool IsOne(params ReadOnlySpan<string?> given)
    {
        var count = 0;
        foreach (var one in given)
            count += one is null ? 0 : 1;
        return count == 1;
    }

    private static Task Json(Exchange exchange, byte[] body)
    {
        exchange.Start(200).Field("Content-Type"u8, "application/json"u8).Field("Cache-Control"u8, "no-store"u8);
        exchange.SetBody(body);
        return Task.CompletedTask;
    }
}
