using System.Globalization;
using System.Net;

namespace Weir.Origin.Files;

/// <summary>How a client that reached one replica reaches the others. Pure.</summary>
internal static class CopyAddresses
{
    /// <summary>The authority of another replica; null when nothing is known of how a client gets there.</summary>
    /// <param name="authority">What the client called the replica that it asked: a valid Host.</param>
    /// <param name="asked">Where that replica listens.</param>
    /// <param name="other">Where the other one listens.</param>
    public static string? Of(string authority, IPEndPoint asked, IPEndPoint other)
    {
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']');
        var port = hasPort ? authority[(colon + 1)..] : "80";
        // Something stands between: what ports it has for the others nobody knows.
        if (port != asked.Port.ToString(CultureInfo.InvariantCulture))
            return null;
        var name = hasPort ? authority[..colon] : authority;
        if (IsEverywhere(other.Address) || other.Address.Equals(asked.Address))
            return $"{name}:{other.Port}";
        // An address of this machine alone is of no use to a client that came from elsewhere.
        return IPAddress.IsLoopback(other.Address) && !IPAddress.IsLoopback(asked.Address)
            ? null
            : new IPEndPoint(other.Address, other.Port).ToString();
    }

    /// <summary>The address of a file at a mirror: below a folder's, else the mirror's own.</summary>
    public static string Mirror(string mirror, string path, bool isOneFile) =>
        mirror.EndsWith('/') ? mirror + PathEncoding.Encode(path[1..])
        : isOneFile ? mirror
        : $"{mirror}/{PathEncoding.Encode(path[1..])}";

    private static bool IsEverywhere(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
