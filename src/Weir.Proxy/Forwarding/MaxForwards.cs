using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding;

/// <summary>How far a client wants an OPTIONS to go (RFC 9110 7.6.2); of other methods the field means nothing. Pure.</summary>
internal static class MaxForwards
{
    /// <summary>Null when the request says nothing of it, or nothing that is a number.</summary>
    public static long? Of(Head request) =>
        request.Method.SequenceEqual("OPTIONS"u8)
        && request.CountOf("Max-Forwards"u8) == 1
        && request.TryGet("Max-Forwards"u8, out var value)
        && value.Length is > 0 and <= 9
        && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            ? long.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
