using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Weir.Cli.Arguments;

/// <summary>One relay: where it listens, and by what name and port its target goes.</summary>
internal sealed record RelayPlace(IPEndPoint Listen, string Host, int Port);

/// <summary>Reads the values of <c>--udp</c>: <c>[HOST:]PORT=HOST:PORT</c>, repeated.</summary>
internal static class RelayList
{
    /// <summary>All relays in the order given; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        IEnumerable<string> values,
        [NotNullWhen(true)] out IReadOnlyList<RelayPlace>? relays,
        [NotNullWhen(false)] out string? problem
    )
    {
        relays = null;
        var found = new List<RelayPlace>();
        foreach (var value in values)
        {
            if (!ListenList.TryParse([value], out var places, out problem))
                return false;
            if (places is not [{ Folder: { } target } place])
            {
                problem = $"\"{value}\" is not one relay; write LISTEN=TARGET, such as 9000=127.0.0.1:9001";
                return false;
            }

            if (!TryTarget(target, out var host, out var port))
            {
                problem = $"\"{target}\" is not a target; write HOST:PORT";
                return false;
            }

            found.Add(new RelayPlace(place.EndPoint, host, port));
        }

        relays = found;
        problem = null;
        return true;
    }

    private static bool TryTarget(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        port = 0;
        host = colon < 0 ? "" : text[..colon];
        var isBracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (isBracketed)
            host = host[1..^1];
        return Uri.CheckHostName(host) is var kind
            && (isBracketed ? kind == UriHostNameType.IPv6 : kind is UriHostNameType.Dns or UriHostNameType.IPv4)
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= IPEndPoint.MaxPort;
    }
}
