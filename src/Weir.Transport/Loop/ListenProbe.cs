using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Loop;

/// <summary>Whether a place can be listened at, and why not.</summary>
public static class ListenProbe
{
    /// <summary>Binds there for a moment.</summary>
    public static ListenFailure Try(IPEndPoint at, SocketType type)
    {
        try
        {
            using var socket = new Socket(at.AddressFamily, type, Protocol(type));
            socket.Bind(at);
            if (type == SocketType.Stream)
                socket.Listen();
            return ListenFailure.None;
        }
        catch (SocketException error)
        {
            return Cause(error.SocketErrorCode);
        }
    }

    /// <summary>
    /// Said, because .NET lets a TCP socket alone bind where connections of a program that has ended still wait (SO_REUSEADDR).
    /// </summary>
    private static ProtocolType Protocol(SocketType type) =>
        type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp;

    /// <summary>What a failed bind or listen says.</summary>
    public static ListenFailure Cause(SocketError error) =>
        error switch
        {
            SocketError.AddressAlreadyInUse => ListenFailure.InUse,
            SocketError.AccessDenied => ListenFailure.NotPermitted,
            SocketError.AddressNotAvailable => ListenFailure.NoSuchAddress,
            SocketError.TooManyOpenSockets => ListenFailure.TooManyFiles,
            _ => ListenFailure.Other,
        };
}
