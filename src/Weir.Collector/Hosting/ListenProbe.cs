using System.Net;
using System.Net.Sockets;
using Weir.Transport.Loop;

namespace Weir.Collector.Hosting;

/// <summary>Tries whether a place can be listened at.</summary>
internal static class ListenProbe
{
    public static ListenFailure Try(IPEndPoint at)
    {
        try
        {
            using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(at);
            socket.Listen();
            return ListenFailure.None;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => ListenFailure.InUse,
                SocketError.AccessDenied => ListenFailure.NotPermitted,
                SocketError.AddressNotAvailable => ListenFailure.NoSuchAddress,
                SocketError.TooManyOpenSockets => ListenFailure.TooManyFiles,
                _ => ListenFailure.Other,
            };
        }
    }
}
