using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Udp;

/// <summary>Datagrams where there is no Linux: .NET's own calls and this process's clock.</summary>
internal static class PortableDatagrams
{
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
        if (!mayWait && !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
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
}
