using System.Text;
using Weir.Http.Server;
using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;

namespace Weir.Proxy.Caching;

/// <summary>Which requests this proxy takes.</summary>
internal static class Admission
{
    /// <summary>Where a request goes; null when it has been answered here.</summary>
    public static Route? Find(FillContext context, Exchange exchange)
    {
        var head = exchange.Head;
        if (head.Method.SequenceEqual("CONNECT"u8) || head.Method.SequenceEqual("TRACE"u8))
        {
            RefuseMethod(exchange);
            return null;
        }

        if (context.Router.Find(head, exchange.IsSecure, out var refusal) is not { } route)
        {
            CacheAnswer.Refused(exchange, refusal!.Status, refusal.Sentence, refusal.Detail);
            return null;
        }

        if (context.Identity.HasSeen(head))
        {
            CacheAnswer.Refused(
                exchange,
                508,
                "The request has been here before: it leads back to this proxy.",
                "loop"
            );
            return null;
        }

        if (MaxForwards.Of(head) != 0)
            return route;
        // RFC 9110 7.6.2: MUST NOT be forwarded, and is answered here.
        CacheAnswer.Refused(exchange, 200, "This is a proxy, and the request goes no further.", "max-forwards");
        return null;
    }

    /// <summary>RFC 9110 15.5.6: a 405 MUST say what is allowed. Neither a tunnel nor an echo is for a reverse proxy.</summary>
    private static void RefuseMethod(Exchange exchange)
    {
        var method = Encoding.ASCII.GetString(exchange.Head.Method);
        CacheAnswer.Refused(exchange, 405, $"{method} is not allowed here.", "method");
        exchange.Fields.Field("Allow"u8, "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"u8);
    }
}
