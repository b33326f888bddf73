using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding;

/// <summary>The head of an answer from upstream as it goes to clients and into the store.</summary>
internal static class ForwardedResponse
{
    [ThreadStatic]
    private static HeadWriter? _writer;

    /// <summary>An interim answer, without the fields of its connection.</summary>
    public static byte[] Interim(Head interim, ProxyIdentity identity)
    {
        var writer = new HeadWriter().Start(interim.Status);
        for (var i = 0; i < interim.Count; i++)
        {
            if (!FieldRules.EndsHere(interim, interim.Name(i)))
                writer.Field(interim.Name(i), interim.Value(i));
        }

        return writer.Field("Via"u8, identity.Via.Span).End().Written.ToArray();
    }

    /// <summary>
    /// Without the fields of its connection, which means without framing too: each connection writes its own. With a Date,
    /// which a recipient with a clock adds (RFC 9110 6.6.1).
    /// </summary>
    /// <returns>Valid until the thread's next.</returns>
    /// <param name="isGateway">
    /// Otherwise what the origin says to caches of its own (RFC 9213) is not for this one, nor for those behind it.
    /// </param>
    public static HeadWriter Clean(Head response, ProxyIdentity identity, bool isGateway, DateTimeOffset receivedAt)
    {
        var writer = (_writer ??= new HeadWriter()).Start(response.Status);
        for (var i = 0; i < response.Count; i++)
        {
            var name = response.Name(i);
            if (FieldRules.EndsHere(response, name) || (!isGateway && FieldRules.IsForGateways(name)))
                continue;
            // RFC 9110 14.4: of other answers it says nothing, and stored it would stand beside that of a part.
            if (response.Status is not (206 or 416) && FieldRules.Is(name, "Content-Range"u8))
                continue;
            writer.Field(response.Name(i), response.Value(i));
        }

        if (response.CountOf("Date"u8) == 0)
            writer.Date("Date"u8, receivedAt);
        return writer.Field("Via"u8, identity.Via.Span).End();
    }
}
