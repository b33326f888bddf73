using System.Net;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>
/// Where a forward proxy goes: to hosts that are named, and of their addresses to public ones and to those that are named
/// themselves. So neither a request nor a name server leads into the network that the proxy stands in. Immutable.
/// </summary>
internal sealed class AllowList(IReadOnlyList<AllowedHost> allowed)
{
    /// <param name="host">As a request names it, without brackets.</param>
    public bool Covers(string host, int port)
    {
        // A name may end with the dot of the root, which changes nothing.
        var plain = host.ToLowerInvariant().TrimEnd('.');
        return allowed.Any(one => one.Covers(plain, port));
    }

    /// <summary>Whether to connect to an address that an allowed host has.</summary>
    public bool Permits(IPAddress address, int port) =>
        AddressRanges.IsPublic(address) || allowed.Any(one => one.Names(address, port));
}
