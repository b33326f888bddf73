using System.Net;
using System.Net.Sockets;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>One connection of a client, and the one to the target that belongs to it. One thread.</summary>
internal sealed class TcpSession(
    Socket client,
    Socket target,
    int key,
    TcpDirection up,
    TcpDirection down,
    TimeSpan openedAt
)
{
    /// <summary>Its client's socket is polled by this, the target's by the next number.</summary>
    public int Key => key;

    public Socket Client => client;

    public Socket Target => target;

    public TimeSpan OpenedAt => openedAt;

    public TcpHalf Up { get; } = new(client, target, up);

    public TcpHalf Down { get; } = new(target, client, down);

    public bool IsConnected { get; set; }

    /// <summary>The earliest moment at which the relay's thread is to look at it; null for none.</summary>
    public TimeSpan? WakeAt { get; set; }

    /// <summary>What its sockets are watched for; for nothing, not at all: an end or a break would be told again and again.</summary>
    public (bool Read, bool Write) ClientInterest { get; set; }

    public (bool Read, bool Write) TargetInterest { get; set; }

    public bool IsDone => Up.IsDone && Down.IsDone;

    /// <summary>Begins to connect to the target of a client; null when that fails at once.</summary>
    public static Socket? TryConnect(Socket client, IPEndPoint address)
    {
        Socket? target = null;
        try
        {
            target = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            foreach (var socket in (Socket[])[client, target])
            {
                socket.Blocking = false;
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            }

            target.Connect(address);
        }
        catch (SocketException exception)
        {
            if (target is null || exception.SocketErrorCode is not (SocketError.WouldBlock or SocketError.InProgress))
            {
                target?.Dispose();
                return null;
            }
        }

        return target;
    }

    /// <summary>Closes in order, or with a reset, which tells both ends that something is missing.</summary>
    public void Close(bool isReset)
    {
        foreach (var socket in (Socket[])[client, target])
        {
            if (isReset)
                Reset(socket);
            else
                socket.Dispose();
        }

        Up.Drop();
        Down.Drop();
    }

    /// <summary>Closes so that the other end learns that something is missing.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, 0);
        }
        catch (SocketException)
        {
            // It is broken already, which the other end knows.
        }

        socket.Dispose();
    }
}
