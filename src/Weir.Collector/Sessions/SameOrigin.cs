using Microsoft.AspNetCore.Http;

namespace Weir.Collector.Sessions;

/// <summary>Whether a request comes from a page of this collector (the defence against forged requests). Pure.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// True, false, or null when the request does not say: browsers say it with everything but plain reading, other programs
    /// seldom.
    /// </summary>
    public static bool? Of(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        // Host and port are compared, not the scheme: before a collector there may be a front that speaks TLS for it.
        if (origin.Length > 0)
            return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Authority.Equals(Authority(request.Host, uri), StringComparison.OrdinalIgnoreCase);
        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "" => null,
            "same-origin" or "none" => true,
            _ => false,
        };
    }

    /// <summary>As <see cref="Uri.Authority"/> writes it, without a default port.</summary>
    private static string Authority(HostString host, Uri origin) =>
        host.Port is { } port && port != (origin.Scheme == Uri.UriSchemeHttps ? 443 : 80)
            ? $"{host.Host}:{port}"
            : host.Host;
}
