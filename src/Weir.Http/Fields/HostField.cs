using Weir.Http.Messages;

namespace Weir.Http.Fields;

// RFC 9110 7.2:  Host = uri-host [ ":" port ]
//
//   +----------------------+-----+---------+
//   | name or IPv4         |     |         |
//   +----------------------+ ":" | 1*5DIGIT|   the port may be absent
//   | "[" IPv6 "]"         |     |         |
//   +----------------------+-----+---------+

/// <summary>
/// Host and the authority of a target. RFC 3986 allows more in a name (percent-encoding, "," and other sub-delims);
/// no host has them, and what routes by them is fooled by them, so they are refused. So is an empty host (RFC 9110 4.2.1).
/// </summary>
public static class HostField
{
    private static readonly ByteSet NameBytes = new(
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );

    /// <summary>The longest name (RFC 1035 2.3.4) with a port. It is repeated in answers: what is longer is no host.</summary>
    private const int MaxLength = 255 + 6;

    private static readonly ByteSet AddressBytes = new(":.0123456789ABCDEFabcdef"u8);

    /// <summary>
    /// What a request says that it is for: the host of an absolute-form, whatever Host says (RFC 9112 3.2.2), else Host; empty
    /// when it says neither.
    /// </summary>
    public static ReadOnlySpan<byte> AuthorityOf(Head request) =>
        RequestTarget.TryParse(request.Target, out var target) && target.Form == TargetForm.Absolute ? target.Host
        : request.TryGet("Host"u8, out var host) ? host
        : default;

    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxLength)
            return false;
        var isBracketed = value.StartsWith("["u8);
        var hostEnd = isBracketed ? value.IndexOf((byte)']') : value.IndexOf((byte)':');
        if (isBracketed && hostEnd < 0)
            return false;

        var host =
            isBracketed ? value[1..hostEnd]
            : hostEnd < 0 ? value
            : value[..hostEnd];
        if (host.IsEmpty || !(isBracketed ? AddressBytes : NameBytes).ContainsAll(host))
            return false;

        var rest = value[(host.Length + (isBracketed ? 2 : 0))..];
        return rest.IsEmpty
            || (
                rest[0] == ':'
                && rest.Length <= 6
                && CommonRules.TryParseDigits(rest[1..], out var port)
                && port <= ushort.MaxValue
            );
    }
}
