using System.Globalization;
using System.Net;

namespace Weir.Probes.Probing;

/// <summary>Reads what people write for a target. Pure.</summary>
internal static class TargetText
{
    public const string Forms =
        "write HOST:PORT (STAMP), echo:HOST:PORT, icmp:HOST, tcp:HOST:PORT, or an http:// or https:// URL";

    /// <param name="problem">A clause when the result is null.</param>
    public static ProbeTarget? Read(string text, out string? problem)
    {
        if (Has(text, "http://") || Has(text, "https://"))
            return Url(text, out problem);
        if (Has(text, "icmp:"))
            return Bare(text, text["icmp:".Length..], out problem);
        var (protocol, place) =
            Has(text, "echo:") ? (ProbeProtocol.Echo, text["echo:".Length..])
            : Has(text, "tcp:") ? (ProbeProtocol.Tcp, text["tcp:".Length..])
            : (ProbeProtocol.Stamp, text);
        return Place(text, protocol, place, out problem);
    }

    private static bool Has(string text, string scheme) => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static ProbeTarget? Url(string text, out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Port is < 1 or > 65535)
            problem = $"\"{text}\" is no URL of a host; write it as http://HOST[:PORT]/PATH";
        else if (url.UserInfo.Length > 0)
            problem = "a probe sends no user name or password; leave them out of the URL";
        if (problem is not null)
            return null;
        var protocol = url!.Scheme == Uri.UriSchemeHttps ? ProbeProtocol.Https : ProbeProtocol.Http;
        return new ProbeTarget(protocol, url.IdnHost.Trim('[', ']'), url.Port) { Resource = url.PathAndQuery };
    }

    private static ProbeTarget? Bare(string text, string host, out string? problem)
    {
        if (host is ['[', .., ']'])
            host = host[1..^1];
        var isAddress = IPAddress.TryParse(host, out _);
        problem =
            !isAddress && host.Contains(':', StringComparison.Ordinal)
                ? $"\"{text}\" names a port, and ICMP has none; write icmp:HOST"
            : IsHost(host) ? null
            : $"\"{text}\" names no host; {Forms}";
        return problem is null ? new ProbeTarget(ProbeProtocol.Icmp, host, 0) : null;
    }

    private static ProbeTarget? Place(string text, ProbeProtocol protocol, string place, out string? problem)
    {
        var colon = place.LastIndexOf(':');
        if (colon < 0 || place.EndsWith(']'))
        {
            problem = $"\"{text}\" names no port; {Forms}";
            return null;
        }

        var host = place[..colon];
        var isBracketed = host is ['[', .., ']'];
        if (isBracketed)
            host = host[1..^1];
        var port = 0;
        problem =
            !isBracketed && host.Contains(':', StringComparison.Ordinal)
                ? $"\"{text}\" holds colons; write an IPv6 address in brackets, such as [::1]:862"
            : !IsHost(host) ? $"\"{text}\" names no host; {Forms}"
            : !int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port is < 1 or > 65535
                ? $"\"{text}\" has no port of 1 to 65535; {Forms}"
            : null;
        return problem is null ? new ProbeTarget(protocol, host, port) : null;
    }

    private static bool IsHost(string host) =>
        host.Length > 0 && !host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '@' or '?' or '#');
}
