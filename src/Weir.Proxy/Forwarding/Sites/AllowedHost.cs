using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>
/// One entry of what a forward proxy may go to: <c>example.org</c>, <c>*.example.org</c>, <c>10.0.0.0/8</c>, <c>[::1]</c> or
/// <c>*</c>, and perhaps <c>:PORT</c> or <c>:*</c>. Without a port it is those of the web, 80 and 443. Immutable.
/// </summary>
public sealed record AllowedHost
{
    private readonly string? _name;
    private readonly bool _isSuffix;
    private readonly bool _isAny;
    private readonly IPNetwork? _network;
    private readonly int? _port;
    private readonly bool _isAnyPort;
    private readonly string _text;

    private AllowedHost(string text, string host, int? port, bool isAnyPort)
    {
        (_text, _port, _isAnyPort) = (text, port, isAnyPort);
        if (host == "*")
            _isAny = true;
        else if (TryNetwork(host, out var network))
            _network = network;
        else if (host.StartsWith("*.", StringComparison.Ordinal))
            (_name, _isSuffix) = (host[1..], true);
        else
            _name = host;
    }

    /// <summary>When it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out AllowedHost? allowed,
        [NotNullWhen(false)] out string? problem
    )
    {
        allowed = null;
        var (host, portText) = Split(text);
        int? port = null;
        problem = null;
        if (portText is not (null or "*"))
        {
            if (
                !int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is < 1 or > 65535
            )
                problem = $"\"{text}\" has no port of 1 to 65535 behind the colon";
            port = number;
        }

        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        var isHost = host == "*" || TryNetwork(host, out _) || Uri.CheckHostName(name) is UriHostNameType.Dns;
        if (!isHost)
            problem =
                $"\"{text}\" is neither a host nor a network; write example.org, *.example.org:8080, 10.0.0.0/8 or [::1]";
        if (problem is not null)
            return false;
        allowed = new AllowedHost(text, host.ToLowerInvariant(), port, portText == "*");
        return true;
    }

    public override string ToString() => _text;

    /// <summary>Whether a request for this host and port is covered, whatever address it has.</summary>
    /// <param name="host">In lower case, without brackets.</param>
    internal bool Covers(string host, int port) => CoversPort(port) && CoversHost(host);

    /// <summary>Whether this address was named, so that it need not be a public one.</summary>
    internal bool Names(IPAddress address, int port) =>
        CoversPort(port)
        && (
            _network is { } network
                ? network.Contains(AddressRanges.Plain(address))
                : _name == "localhost" && IPAddress.IsLoopback(AddressRanges.Plain(address))
        );

    private bool CoversHost(string host) =>
        _isAny
        || (
            _network is { } network
                ? IPAddress.TryParse(host, out var address) && network.Contains(AddressRanges.Plain(address))
            : _isSuffix ? host.EndsWith(_name!, StringComparison.Ordinal)
            : host == _name
        );

    private bool CoversPort(int port) => _isAnyPort || (_port is { } one ? port == one : port is 80 or 443);

    /// <summary>An IPv6 address with a port stands in brackets; without one it may stand alone.</summary>
    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return (text, null);
            var rest = text[(end + 1)..];
            return rest.StartsWith(':') ? (text[1..end], rest[1..]) : (text[1..end] + rest, null);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.IndexOf(':', colon + 1) >= 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool TryNetwork(string host, out IPNetwork network)
    {
        if (host.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(host, out network);
        network = default;
        // Only whole addresses: the short forms of old (127.1) are names that nobody means.
        var isAddress = Uri.CheckHostName(host) is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        if (!isAddress || !IPAddress.TryParse(host, out var address))
            return false;
        network = new IPNetwork(
            AddressRanges.Plain(address),
            AddressRanges.Plain(address).GetAddressBytes().Length * 8
        );
        return true;
    }
}
