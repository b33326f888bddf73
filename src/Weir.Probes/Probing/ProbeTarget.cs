using System.Diagnostics.CodeAnalysis;

namespace Weir.Probes.Probing;

/// <summary>Whom to probe, and how.</summary>
/// <param name="Protocol">How it is asked.</param>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">1 to 65535; 0 for ICMP, which has none.</param>
public sealed record ProbeTarget(ProbeProtocol Protocol, string Host, int Port)
{
    /// <summary>What a GET asks for: path and query.</summary>
    public string Resource { get; init; } = "/";

    /// <summary>True when it is asked with datagrams, false when each question is a connection.</summary>
    public bool IsDatagrams => Protocol is ProbeProtocol.Stamp or ProbeProtocol.Echo or ProbeProtocol.Icmp;

    /// <summary>As records say it.</summary>
    public string ProtocolName => Protocol.ToString().ToLowerInvariant();

    /// <summary>Host and port, as a URL has them: with brackets around IPv6, and without the scheme's own port.</summary>
    public string Authority
    {
        get
        {
            var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            var isOwn = (Protocol, Port) is (ProbeProtocol.Http, 80) or (ProbeProtocol.Https, 443) or (_, 0);
            return isOwn ? host : $"{host}:{Port}";
        }
    }

    /// <summary>
    /// As people write it, <c>192.0.2.1:862</c>, <c>echo:[2001:db8::1]:7007</c>, <c>icmp:192.0.2.1</c>,
    /// <c>https://example.org/</c>; what records call the target. A query is left out: it may hold secrets.
    /// </summary>
    public override string ToString() =>
        Protocol switch
        {
            ProbeProtocol.Stamp => Authority,
            ProbeProtocol.Http or ProbeProtocol.Https => $"{ProtocolName}://{Authority}{Resource.Split('?')[0]}",
            _ => $"{ProtocolName}:{Authority}",
        };

    /// <summary>Reads any of those forms; when it returns false, <paramref name="problem"/> is a clause.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out ProbeTarget? target,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        target = TargetText.Read(text, out problem);
        return target is not null;
    }
}
