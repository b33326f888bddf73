using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Serving;

/// <summary>What people call a stored response, as the key that the store knows it by. Pure.</summary>
internal static class CacheKeys
{
    /// <summary>
    /// The key for a path, or for a URL of whatever host: a reverse proxy has one upstream, by however many names clients
    /// know it. Null for what is neither.
    /// </summary>
    public static string? Of(UpstreamAddress upstream, string text)
    {
        if (text.StartsWith('/'))
            return upstream.Origin + text;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
            return null;
        var path = text.IndexOf('/', scheme + 3);
        return upstream.Origin + (path < 0 ? "/" : text[path..]);
    }

    /// <summary>The value of one parameter of a query, percent-decoded; null when it is not there.</summary>
    public static string? Parameter(ReadOnlySpan<byte> query, string name)
    {
        var text = System.Text.Encoding.Latin1.GetString(query);
        foreach (var pair in text.Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals >= 0 && pair[..equals] == name)
                return Uri.UnescapeDataString(pair[(equals + 1)..]);
        }

        return null;
    }
}
