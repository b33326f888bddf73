using System.Net;
using System.Net.Sockets;
using Weir.Transport.Blocking;

namespace Weir.Transport.Udp;

public sealed partial class UdpSocket
{
    /// <summary>
    /// Opens a socket for ICMP's echo requests to <paramref name="host"/>: a datagram socket where the kernel allows that
    /// to everyone (net.ipv4.ping_group_range), else a raw one, which takes CAP_NET_RAW.
    /// </summary>
    public static NetworkFault? TryConnectIcmp(
        string host,
        UdpOptions options,
        TimeProvider time,
        out UdpSocket? socket,
        out IcmpMode mode
    )
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        (socket, mode) = (null, default);
        if (Resolution.Of(host, out var fault) is not { } addresses)
            return fault;
        foreach (var address in addresses.OrderBy(each => each.AddressFamily == AddressFamily.InterNetworkV6))
        {
            foreach (var type in (SocketType[])[SocketType.Dgram, SocketType.Raw])
            {
                fault = ConnectIcmp(address, type, options, time, out socket);
                mode = new IcmpMode(type == SocketType.Raw, address.AddressFamily == AddressFamily.InterNetworkV6);
                if (fault is null)
                    return null;
            }
        }

        return fault;
    }

    private static NetworkFault? ConnectIcmp(
        IPAddress address,
        SocketType type,
        UdpOptions options,
        TimeProvider time,
        out UdpSocket? socket
    )
    {
        socket = null;
        Socket? opened = null;
        try
        {
            var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
            opened = new Socket(address.AddressFamily, type, isIpv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp);
            Configure(opened, options);
            opened.Connect(new IPEndPoint(address, 0));
            socket = new UdpSocket(opened, time);
            return null;
        }
        catch (SocketException error)
        {
            opened?.Dispose();
            return error.SocketErrorCode is SocketError.AccessDenied
                ? new NetworkFault(
                    FaultKind.Other,
                    "ICMP is not permitted here; run as root, or let net.ipv4.ping_group_range include your group"
                )
                : Faults.Of(error.SocketErrorCode);
        }
    }
}
