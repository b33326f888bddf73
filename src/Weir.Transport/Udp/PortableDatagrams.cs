using System.Net;
using System.Net.Sockets;
using Weir.Transport.Linux;

namespace Weir.Transport.Udp;

/// <summary>Datagrams where there is no Linux: .NET's own calls and this process's clock.</summary>
internal static class PortableDatagrams
{
    private const int MacTrafficClass = 36; // IPV6_TCLASS of netinet6/in6.h

    /// <summary>
    /// Sets the DSCP of what is sent. .NET has no name for IPV6_TCLASS, which each system has another number for; Windows
    /// marks nothing but by its policies.
    /// </summary>
    public static void Mark(Socket socket, int dscp)
    {
        if (socket.AddressFamily == AddressFamily.InterNetwork)
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, dscp << 2);
        else if (!OperatingSystem.IsWindows())
            socket.SetRawSocketOption(
                (int)SocketOptionLevel.IPv6,
                OperatingSystem.IsMacOS() ? MacTrafficClass : SocketConstants.Ipv6TrafficClass,
                BitConverter.GetBytes(dscp << 2)
            );
    }

    public static SocketError Receive(Socket socket, Span<byte> buffer, TimeProvider time, out Arrival arrival)
    {
        arrival = default;
        try
        {
            EndPoint from = new IPEndPoint(
                socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any,
                0
            );
            var length = socket.ReceiveFrom(buffer, SocketFlags.None, ref from);
            var peer = UdpPeer.Of((IPEndPoint)from);
            arrival = new Arrival(length, peer, time.GetTimestamp(), time.GetUtcNow(), Ttl: null);
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    /// <summary>One datagram.</summary>
    public static SocketError Receive(Socket socket, DatagramBatch batch, bool mayWait, TimeProvider time)
    {
        batch.Clear();
        if (!mayWait && !HasSomething(socket))
            return SocketError.TimedOut;
        var error = Receive(socket, batch.Slot(0), time, out var arrival);
        if (error == SocketError.Success)
            batch.Append(arrival);
        return error;
    }

    /// <summary>One datagram.</summary>
    public static SocketError Send(Socket socket, DatagramBatch batch, int from, out int sent)
    {
        var isConnected = batch.ArrivalOf(from) == default;
        var error = isConnected
            ? Send(socket, batch.ToSend(from))
            : SendTo(socket, batch.ToSend(from), batch.ArrivalOf(from).From);
        sent = error == SocketError.Success ? 1 : 0;
        return error;
    }

    public static SocketError Send(Socket socket, ReadOnlySpan<byte> datagram)
    {
        socket.Send(datagram, SocketFlags.None, out var error);
        return error;
    }

    public static SocketError SendTo(Socket socket, ReadOnlySpan<byte> datagram, in UdpPeer peer)
    {
        try
        {
            socket.SendTo(datagram, SocketFlags.None, peer.ToEndPoint());
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    /// <summary>A datagram, or an error of one that was sent.</summary>
    private static bool HasSomething(Socket socket) =>
        socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) || socket.Poll(TimeSpan.Zero, SelectMode.SelectError);
}
