using System.Globalization;
using Weir.Http.Server;
using Weir.Transport.Loop;

namespace Weir.Origin.Replicas;

/// <summary>What the control listener of an origin offers.</summary>
internal static class ControlRoutes
{
    public static IEnumerable<ControlRoute> Of(OriginServer origin)
    {
        yield return new ControlRoute("GET", "/healthz", IsOpen: true, (exchange, _) => Healthy(exchange));
        yield return new ControlRoute("GET", "/metrics", IsOpen: true, (exchange, _) => Metrics(origin, exchange));
        yield return new ControlRoute("GET", "/replicas", IsOpen: false, (exchange, _) => List(origin, exchange));
        foreach (var act in Enum.GetValues<ReplicaAct>())
        {
            var path = $"/replicas/{{n}}/{act.ToString().ToLowerInvariant()}";
            yield return new ControlRoute(
                "POST",
                path,
                IsOpen: false,
                (exchange, values) => ActAsync(origin, exchange, values[0], act)
            );
        }

        yield return new ControlRoute(
            "PUT",
            "/replicas/{n}/rate",
            IsOpen: false,
            (exchange, values) => SetRateAsync(origin, exchange, values[0])
        );
    }

    private static Task Healthy(Exchange exchange)
    {
        exchange.Respond(200, "ok");
        return Task.CompletedTask;
    }

    private static Task Metrics(OriginServer origin, Exchange exchange)
    {
        exchange.Start(200).Field("Content-Type"u8, "text/plain; version=0.0.4; charset=utf-8"u8);
        exchange.SetBody(ReplicaReport.ToPrometheus(Statuses(origin), origin.DroppedLogLines));
        return Task.CompletedTask;
    }

    private static Task List(OriginServer origin, Exchange exchange) =>
        Json(exchange, ReplicaReport.ToJson(Statuses(origin)));

    private static async Task ActAsync(OriginServer origin, Exchange exchange, string number, ReplicaAct act)
    {
        if (Find(origin, exchange, number) is not { } replica)
            return;
        var failure = await replica.ActAsync(act);
        if (failure == ListenFailure.None)
            await Json(exchange, ReplicaReport.ToJson(replica.Status));
        else
            exchange.Respond(409, $"Replica {number} cannot listen on {replica.Status.Address}: {failure}.");
    }

    private static async Task SetRateAsync(OriginServer origin, Exchange exchange, string number)
    {
        if (Find(origin, exchange, number) is not { } replica)
            return;
        if (!RateRequest.TryParse(exchange.RequestBody, out var rate, out var problem))
        {
            exchange.Respond(400, problem);
            return;
        }

        await replica.SetRateAsync(rate);
        await Json(exchange, ReplicaReport.ToJson(replica.Status));
    }

    private static Replica? Find(OriginServer origin, Exchange exchange, string number)
    {
        if (
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n >= 1
            && n <= origin.Replicas.Count
        )
            return origin.Replicas[n - 1];
        exchange.Respond(404, $"There is no replica {number}; there are {origin.Replicas.Count}.");
        return null;
    }

    private static Task Json(Exchange exchange, byte[] body)
    {
        exchange.Start(200).Field("Content-Type"u8, "application/json"u8).Field("Cache-Control"u8, "no-store"u8);
        exchange.SetBody(body);
        return Task.CompletedTask;
    }

    private static List<ReplicaStatus> Statuses(OriginServer origin) =>
        [.. origin.Replicas.Select(replica => replica.Status)];
}
