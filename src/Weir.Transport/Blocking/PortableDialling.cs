using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Blocking;

/// <summary>Connects one address with a deadline, which a blocking connect does not have: for systems other than Linux.</summary>
internal static class PortableDialling
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    public static Socket? Connect(
        IPEndPoint remote,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault
    )
    {
        if (TryMake(remote.AddressFamily, out fault) is not { } socket)
            return null;
        fault = Await(socket, remote, timeout, time, isCancelled);
        if (fault is null)
        {
            socket.Blocking = true;
            return socket;
        }
        socket.Dispose();
        return null;
    }

    /// <summary>Fails where the machine has no such addresses, or no more descriptors.</summary>
    private static Socket? TryMake(AddressFamily family, out NetworkFault? fault)
    {
        fault = null;
        try
        {
            return new Socket(family, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        }
        catch (SocketException e)
        {
            fault = Faults.Of(e.SocketErrorCode);
            return null;
        }
    }

    private static NetworkFault? Await(
        Socket socket,
        IPEndPoint remote,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled
    )
    {
        try
        {
            socket.Connect(remote);
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Under way.
        }
        catch (SocketException e)
        {
            return Faults.Of(e.SocketErrorCode);
        }

        var started = time.GetTimestamp();
        while (true)
        {
            if (isCancelled())
                return Faults.Interrupted;
            var left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return Faults.NoConnectionWithin(timeout);
            if (!socket.Poll(left < Slice ? left : Slice, SelectMode.SelectWrite))
                continue;
            var error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            return error == SocketError.Success ? null : Faults.Of(error);
        }
    }
}
