using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Weir.Downloads.Sources;

/// <summary>One URL of the file, taken apart for connecting and asking.</summary>
public sealed class SourceAddress
{
    private SourceAddress(string url, Uri uri)
    {
        // What is shown, recorded and sent on never carries a password.
        Url =
            uri.UserInfo.Length == 0
                ? url
                : Zoned(
                    uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped),
                    uri
                );
        IsSecure = uri.Scheme == Uri.UriSchemeHttps;
        // RFC 6874: %25 in a URL is the % before the zone, which is this machine's own business and not sent.
        Host = uri.IdnHost.Replace("%25", "%", StringComparison.Ordinal);
        Port = uri.Port;
        var host = WithoutZone(uri.Host);
        HostField = uri.IsDefaultPort ? host : $"{host}:{uri.Port}";
        Target = Encoding.ASCII.GetBytes(uri.PathAndQuery);
        Authorization =
            uri.UserInfo.Length == 0
                ? null
                : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)));
        PublicUrl = Zoned(
            uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
            uri
        );
        FileName = NameOf(uri);
        Uri = uri;
        Authority = NamedAuthority = $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}";
    }

    /// <summary>As given, but for a user's name and password.</summary>
    public string Url { get; }

    /// <summary>Without userinfo, query and fragment: what may be shown as the target of a measurement.</summary>
    public string PublicUrl { get; }

    /// <summary>The last segment of the path, safe as a file name; null when there is none.</summary>
    public string? FileName { get; }

    /// <summary>Whether its server is spoken to over TLS.</summary>
    public bool IsSecure { get; }

    internal string Host { get; }

    internal int Port { get; }

    internal string HostField { get; }

    internal byte[] Target { get; }

    internal string? Authorization { get; private init; }

    internal Uri Uri { get; }

    /// <summary>Scheme, host and port: what tells one server from another.</summary>
    internal string Authority { get; }

    /// <summary>
    /// The server that the user named and that led to this address: its own, but for one that another server told of. Only
    /// to that server goes what the user adds to requests.
    /// </summary>
    internal string NamedAuthority { get; private init; }

    /// <summary>The same address, told by <paramref name="teller"/> and not by the user.</summary>
    internal SourceAddress ToldBy(SourceAddress teller) =>
        new(Url, Uri) { Authorization = Authorization, NamedAuthority = teller.NamedAuthority };

    internal bool IsSameServer(SourceAddress other) =>
        string.Equals(Authority, other.Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same request to the same server.</summary>
    internal bool IsSamePlace(SourceAddress other) =>
        IsSameServer(other) && Target.AsSpan().SequenceEqual(other.Target);

    /// <exception cref="FormatException">It is no URL that can be downloaded from; the message says why.</exception>
    public static SourceAddress Parse(string url) =>
        TryParse(url, out var address, out var mistake) ? address : throw new FormatException($"{url} {mistake}");

    /// <param name="mistake">What is wrong with the URL, as a clause.</param>
    public static bool TryParse(
        string url,
        [NotNullWhen(true)] out SourceAddress? address,
        [NotNullWhen(false)] out string? mistake
    )
    {
        address = null;
        mistake = null;
        if (!url.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            mistake = "is not a URL; write it as http://HOST:PORT/FILE";
        else if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            mistake = $"has the scheme {uri.Scheme}; use https or http";
        else if (uri.Host.Length == 0)
            mistake = "names no host; write it as http://HOST:PORT/FILE";
        else if (uri.Port == 0)
            mistake = "has port 0; use one from 1 to 65535";
        else
            address = new SourceAddress(url, uri);
        return address is not null;
    }

    /// <summary>Another file of the same server, for the same user: within this one when it is a folder, else beside it.</summary>
    /// <param name="file">A path as people write it; never another server.</param>
    internal SourceAddress Beside(string file)
    {
        var path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        var uri = new Uri(new Uri(PublicUrl), "./" + path.TrimStart('/'));
        return new SourceAddress(Zoned(uri.AbsoluteUri, uri), uri)
        {
            Authorization = Authorization,
            NamedAuthority = NamedAuthority,
        };
    }

    /// <summary>Where this source redirects to. Name and password go along to the same server only, never to another.</summary>
    internal bool TryRedirect(
        Uri uri,
        [NotNullWhen(true)] out SourceAddress? address,
        [NotNullWhen(false)] out string? mistake
    )
    {
        var url = Zoned(
            uri.GetComponents(
                UriComponents.AbsoluteUri & ~(UriComponents.UserInfo | UriComponents.Fragment),
                UriFormat.UriEscaped
            ),
            uri
        );
        if (!TryParse(InZone(url), out var parsed, out mistake))
        {
            address = null;
            return false;
        }
        address = IsSameServer(parsed)
            ? new SourceAddress(parsed.Url, parsed.Uri) { Authorization = Authorization }
            : parsed;
        return true;
    }

    /// <summary>
    /// A URL that this server told of: it knows nothing of this machine's zones, and names a link-local address (RFC 4007)
    /// without the one that it was reached in.
    /// </summary>
    internal string InZone(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && !uri.IdnHost.Contains('%', StringComparison.Ordinal)
        && IPAddress.TryParse(uri.IdnHost, out var address)
        && address.IsIPv6LinkLocal
            ? Zoned(url, Uri)
            : url;

    /// <summary>The system leaves the zone out when it prints a URL.</summary>
    private static string Zoned(string url, Uri of)
    {
        var zone = of.IdnHost.IndexOf('%', StringComparison.Ordinal);
        var end = url.IndexOf(']', StringComparison.Ordinal);
        return zone < 0 || end < 0 || url[..end].Contains('%', StringComparison.Ordinal)
            ? url
            : url.Insert(end, of.IdnHost[zone..]);
    }

    private static string WithoutZone(string host)
    {
        var zone = host.IndexOf('%', StringComparison.Ordinal);
        return zone < 0 || !host.StartsWith('[') ? host : host[..zone] + "]";
    }

    private static string? NameOf(Uri uri)
    {
        var path = uri.AbsolutePath;
        return SafeFileName.Of(Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]));
    }
}
