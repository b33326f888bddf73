using System.Globalization;
using Weir.Http.Server;
using Weir.Proxy.Relay;

namespace Weir.Proxy.Serving;

/// <summary>What the control listener of a proxy offers for its relays.</summary>
internal static class RelayRoutes
{
    public static IEnumerable<ControlRoute> Of(ProxyServer proxy)
    {
        yield return new ControlRoute(
            "GET",
            "/relays",
            IsOpen: false,
            (exchange, _) => Json(exchange, RelayReport.ToJson(proxy.Relays))
        );
        yield return new ControlRoute(
            "GET",
            "/relays/{n}",
            IsOpen: false,
            (exchange, values) => Show(proxy, exchange, values[0])
        );
        yield return new ControlRoute(
            "PUT",
            "/relays/{n}",
            IsOpen: false,
            (exchange, values) => Change(proxy, exchange, values[0])
        );
    }

    private static Task Show(ProxyServer proxy, Exchange exchange, string text) =>
        Find(proxy, exchange, text) is { } number
            ? Json(exchange, RelayReport.ToJson(number, proxy.Relays[number - 1]))
            : Task.CompletedTask;

    private static Task Change(ProxyServer proxy, Exchange exchange, string text)
    {
        if (Find(proxy, exchange, text) is not { } number)
            return Task.CompletedTask;
        var relay = proxy.Relays[number - 1];
        if (
            !ImpairmentRequest.TryParse(
                exchange.RequestBody,
                relay.Protocol,
                relay.Impairment.Seed,
                out var impairment,
                out var problem
            )
        )
        {
            exchange.Respond(400, problem);
            return Task.CompletedTask;
        }

        relay.Impairment = impairment;
        proxy.RelayChanged?.Invoke(number, relay);
        return Json(exchange, RelayReport.ToJson(number, relay));
    }

    /// <summary>Null after a 404.</summary>
    private static int? Find(ProxyServer proxy, Exchange exchange, string text)
    {
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= proxy.Relays.Count
        )
            return number;
        exchange.Respond(404, $"There is no relay {text}; there are {proxy.Relays.Count}, counted from 1.");
        return null;
    }

    private static Task Json(Exchange exchange, byte[] body)
    {
        exchange.Start(200).Field("Content-Type"u8, "application/json"u8).Field("Cache-Control"u8, "no-store"u8);
        exchange.SetBody(body);
        return Task.CompletedTask;
    }
}
