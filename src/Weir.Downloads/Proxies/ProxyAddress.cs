using System.Text;

namespace Weir.Downloads.Proxies;

/// <summary>An HTTP proxy, taken apart for connecting.</summary>
/// <param name="Authorization">The value of Proxy-Authorization; null without a user.</param>
internal sealed record ProxyAddress(string Host, int Port, string? Authorization)
{
    /// <summary>curl's, for a proxy that names none.</summary>
    private const int DefaultPort = 1080;

    /// <summary>For messages; without the password.</summary>
    public string Name => $"{Host}:{Port}";

    /// <param name="mistake">What is wrong, as a clause.</param>
    public static ProxyAddress? Parse(string value, out string? mistake)
    {
        mistake = null;
        var hasScheme = value.Contains("://", StringComparison.Ordinal);
        if (
            !Uri.TryCreate(hasScheme ? value : "http://" + value, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
        )
            mistake = "is no proxy; write it as http://HOST:PORT";
        else if (uri.Scheme != Uri.UriSchemeHttp)
            mistake =
                $"names a proxy of the kind {uri.Scheme}, which is not spoken; name an http:// proxy, or use --no-proxy";
        if (mistake is not null)
            return null;
        // A port that is the scheme's default is told apart from none by the text alone.
        var port =
            uri!.IsDefaultPort && !uri.OriginalString.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal)
                ? DefaultPort
                : uri.Port;
        return new ProxyAddress(
            uri.IdnHost.Replace("%25", "%", StringComparison.Ordinal),
            port,
            uri.UserInfo.Length == 0
                ? null
                : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)))
        );
    }
}
