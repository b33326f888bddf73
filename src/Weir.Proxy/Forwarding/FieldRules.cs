using System.Text;
using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding;

/// <summary>Which fields go on through a proxy.</summary>
internal static class FieldRules
{
    /// <summary>RFC 9110 7.6.1, RFC 9111 3.1, and what older proxies treat so. Expect is answered by this server itself.</summary>
    private static readonly byte[][] HopByHop = Names(
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Content-Length",
        "HTTP2-Settings"
    );

    /// <summary>
    /// What an untrusted client could make the upstream answer differently by, unseen by the key of the store, or lie with
    /// about where it comes from. <c>Proxy</c> is the variable of CGI (CVE-2016-5385).
    /// </summary>
    private static readonly byte[][] Untrusted = Names(
        "Host",
        "Expect",
        "Forwarded",
        "X-Host",
        "X-Scheme",
        "X-Url-Scheme",
        "X-Real-IP",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-HTTP-Host-Override",
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "Front-End-Https",
        "Proxy"
    );

    /// <summary>Whole families of them: X-Forwarded-For, -Host, -Proto, X-Original-URL, X-Rewrite-URL and their like.</summary>
    private static readonly byte[][] UntrustedFamilies = Names("X-Forwarded-", "X-Original-", "X-Rewrite-");

    /// <summary>Of those above, with room for a family's last word.</summary>
    private const int LongestName = 64;

    private static readonly byte[][] ForGateways = Names("CDN-Cache-Control", "Surrogate-Control");

    /// <summary>What nobody may have removed by naming it in Connection: it decides who sees what, and for how long.</summary>
    private static readonly byte[][] Protected = Names(
        "Age",
        "Authorization",
        "Cache-Control",
        "Cache-Status",
        "Content-Encoding",
        "Content-Range",
        "Content-Type",
        "Cookie",
        "Date",
        "ETag",
        "Expires",
        "Last-Modified",
        "Location",
        "Set-Cookie",
        "Vary",
        "Via",
        "WWW-Authenticate"
    );

    /// <summary>Whether a field of a message is meant for its connection alone, or is written anew on the next one.</summary>
    public static bool EndsHere(Head head, ReadOnlySpan<byte> name) =>
        Contains(HopByHop, name) || (head.HasToken("Connection"u8, name) && !Contains(Protected, name));

    /// <summary>
    /// Whether a client's field is not believed. What reads fields as variables (CGI, WSGI) sees no difference between
    /// <c>X_Forwarded_Host</c> and <c>X-Forwarded-Host</c>, so there is none here.
    /// </summary>
    public static bool IsUntrusted(ReadOnlySpan<byte> name)
    {
        if (!name.Contains((byte)'_'))
            return IsUntrustedName(name);
        Span<byte> plain = stackalloc byte[LongestName];
        if (name.Length > plain.Length)
            return false;
        plain = plain[..name.Length];
        name.Replace(plain, (byte)'_', (byte)'-');
        return IsUntrustedName(plain) || Contains(HopByHop, plain);
    }

    /// <summary>
    /// Whether a field of a client's request goes on as it came. The others are not there for whoever chooses between answers
    /// either: an answer is stored by what the origin has seen.
    /// </summary>
    public static bool GoesOn(Head request, ReadOnlySpan<byte> name) => !EndsHere(request, name) && !IsUntrusted(name);

    /// <summary>Whether a field speaks to caches that stand before its origin.</summary>
    public static bool IsForGateways(ReadOnlySpan<byte> name) => Contains(ForGateways, name);

    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> field) =>
        name.Length == field.Length && Ascii.EqualsIgnoreCase(name, field);

    private static bool IsUntrustedName(ReadOnlySpan<byte> name)
    {
        foreach (var family in UntrustedFamilies)
        {
            if (name.Length > family.Length && Is(name[..family.Length], family))
                return true;
        }

        return Contains(Untrusted, name);
    }

    private static bool Contains(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var known in names)
        {
            if (Is(name, known))
                return true;
        }

        return false;
    }

    private static byte[][] Names(params string[] names) => [.. names.Select(Encoding.ASCII.GetBytes)];
}
