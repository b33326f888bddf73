using System.Text;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

/// <summary>What an unsafe request makes of the stored responses (RFC 9111 4.4).</summary>
public static class Invalidation
{
    /// <summary>Whether the answer to this method says that the resource may have changed. An unknown method is taken for unsafe.</summary>
    public static bool Follows(ReadOnlySpan<byte> method, int status) => status is >= 200 and < 400 && !IsSafe(method);

    /// <summary>RFC 9110 9.2.1, and PROPFIND and REPORT of WebDAV, which are safe too.</summary>
    public static bool IsSafe(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8)
        || method.SequenceEqual("HEAD"u8)
        || method.SequenceEqual("OPTIONS"u8)
        || method.SequenceEqual("TRACE"u8)
        || method.SequenceEqual("PROPFIND"u8)
        || method.SequenceEqual("REPORT"u8);

    /// <summary>
    /// The path and query that Location or Content-Location names, when it is of the same origin as the request; else null.
    /// A reference to another origin MUST NOT invalidate: it would be a lever on what others have stored.
    /// </summary>
    /// <param name="baseUri">The request's own effective URI.</param>
    /// <param name="aliases">Other authorities that this origin goes by, such as what the client called it.</param>
    public static string? SameOriginTarget(
        Head response,
        ReadOnlySpan<byte> field,
        Uri baseUri,
        params ReadOnlySpan<string> aliases
    )
    {
        if (response.CountOf(field) != 1 || !response.TryGet(field, out var value))
            return null;
        var reference = Encoding.Latin1.GetString(value);
        // As it stands: keys are what was asked for, and Uri would normalise it.
        if (reference.StartsWith('/') && !reference.StartsWith("//", StringComparison.Ordinal))
            return reference.Split('#')[0];
        if (!Uri.TryCreate(baseUri, reference, out var named) || named.Scheme != baseUri.Scheme)
            return null;
        if (
            !named.Authority.Equals(baseUri.Authority, StringComparison.OrdinalIgnoreCase)
            && !Contains(aliases, named.Authority)
        )
            return null;
        return named.PathAndQuery;
    }

    private static bool Contains(ReadOnlySpan<string> aliases, string authority)
    {
        foreach (var alias in aliases)
        {
            if (alias.Equals(authority, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
