namespace Weir.Proxy.Forwarding;

/// <summary>What may be done with a request by its method (RFC 9110 9.2).</summary>
internal static class Methods
{
    /// <summary>
    /// RFC 9110 9.2.2: whether to send it twice comes to the same, so that it may be sent again when it is not known whether
    /// it has arrived. An unknown method may be anything.
    /// </summary>
    public static bool IsIdempotent(ReadOnlySpan<byte> method) =>
        Caching.Rules.Invalidation.IsSafe(method) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8);

    /// <summary>RFC 9110 8.6: whether a body is expected of it, so that its length is said also when it is 0.</summary>
    public static bool ImplyBody(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("PATCH"u8);
}
