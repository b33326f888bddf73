using System.Diagnostics.CodeAnalysis;

namespace Weir.Proxy.Forwarding;

/// <summary>A server that requests go on to.</summary>
public sealed record UpstreamAddress
{
    private UpstreamAddress(Uri uri) => Uri = uri;

    public Uri Uri { get; }

    public string Host => Uri.IdnHost;

    public int Port => Uri.Port;

    public bool IsSecure => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>What Host says to it: <c>127.0.0.1:8000</c>, without the port where it is 80.</summary>
    public string Authority => Uri.Authority;

    /// <summary>Scheme and authority, without a slash at the end: keys of the store begin with it.</summary>
    public string Origin => Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>The server that a host field names, in the clear.</summary>
    /// <param name="host">As <see cref="Weir.Http.Fields.HostField"/> takes it: a name or an address, and perhaps a port.</param>
    public static UpstreamAddress? OfHost(string host) =>
        Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri)
        && uri.Host.Length > 0
        && uri.UserInfo.Length == 0
            ? new UpstreamAddress(uri)
            : null;

    /// <summary>When it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out UpstreamAddress? address,
        [NotNullWhen(false)] out string? problem
    )
    {
        address = null;
        var isUri = Uri.TryCreate(text, UriKind.Absolute, out var uri);
        problem =
            !isUri || uri!.Host.Length == 0 ? $"\"{text}\" is not a URL; write it as http://HOST[:PORT]"
            : uri.Scheme is not ("http" or "https")
                ? $"\"{text}\" is not an http URL; write it as http://HOST[:PORT] or https://HOST[:PORT]"
            : uri.UserInfo.Length > 0 ? $"\"{text}\" names a user; leave out what stands before the @"
            : uri.PathAndQuery != "/" || uri.Fragment.Length > 0
                ? $"\"{text}\" has a path; paths go upstream as clients send them, so write {uri.GetLeftPart(UriPartial.Authority)}"
            : null;
        if (problem is not null)
            return false;
        address = new UpstreamAddress(uri!);
        return true;
    }

    public override string ToString() => Origin;
}
