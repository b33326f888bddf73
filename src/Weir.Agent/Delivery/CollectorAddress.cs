using System.Diagnostics.CodeAnalysis;

namespace Weir.Agent.Delivery;

/// <summary>Where a collector takes measurements.</summary>
public static class CollectorAddress
{
    private const string Endpoint = "api/v1/measurements";

    /// <summary>Makes the address that takes measurements of the URL of a collector.</summary>
    /// <param name="mistake">What is wrong with the URL, as a clause.</param>
    public static bool TryParse(
        string url,
        [NotNullWhen(true)] out Uri? address,
        [NotNullWhen(false)] out string? mistake
    )
    {
        address = null;
        mistake = null;
        if (!url.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(url, UriKind.Absolute, out var given))
            mistake = "is not a URL; write it as https://HOST:PORT";
        else if (given.Scheme != Uri.UriSchemeHttps && given.Scheme != Uri.UriSchemeHttp)
            mistake = $"has the scheme {given.Scheme}; use https or http";
        else if (given.UserInfo.Length > 0)
            mistake = "holds a user name or password; a collector takes a token, given with --token FILE";
        else if (given.Query.Length > 0 || given.Fragment.Length > 0)
            mistake = "has a query or a fragment; write it as https://HOST:PORT";
        else
            address = new Uri(given.AbsoluteUri.TrimEnd('/') + "/" + Endpoint);
        return address is not null;
    }
}
