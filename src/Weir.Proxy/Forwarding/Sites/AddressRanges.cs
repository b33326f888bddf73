using System.Net;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>Which addresses are of the public Internet (the special-purpose registries of RFC 6890). Pure.</summary>
internal static class AddressRanges
{
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private (RFC 1918)
        IPNetwork.Parse("100.64.0.0/10"), // shared by carriers (RFC 6598)
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("169.254.0.0/16"), // link-local, and the metadata of clouds
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays, deprecated
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast
        IPNetwork.Parse("::/96"), // unspecified, loopback, and IPv4 addresses as they were written once
        IPNetwork.Parse("100::/64"), // discard
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("3fff::/20"), // documentation
        IPNetwork.Parse("5f00::/16"), // segment routing
        IPNetwork.Parse("2002::/16"), // 6to4: an IPv4 address within
        IPNetwork.Parse("64:ff9b::/96"), // NAT64: an IPv4 address within
        IPNetwork.Parse("64:ff9b:1::/48"), // local NAT64
        IPNetwork.Parse("fc00::/7"), // unique local
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("fec0::/10"), // site-local, deprecated
        IPNetwork.Parse("ff00::/8"), // multicast
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = Plain(address);
        return !Array.Exists(NotPublic, network => network.Contains(plain));
    }

    /// <summary>An IPv4 address that is written as an IPv6 one is that IPv4 address; a zone says nothing of where it is.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? new IPAddress(address.GetAddressBytes())
        : address;
}
