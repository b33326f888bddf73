namespace Weir.Proxy.Serving;

/// <summary>Parameters of the control listener's URLs. Pure.</summary>
internal static class QueryParameters
{
    /// <summary>The value of one parameter of a query, percent-decoded; null when it is not there.</summary>
    public static string? Find(ReadOnlySpan<byte> query, string name)
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
