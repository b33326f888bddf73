using System.Net;
using Weir.Transport.Tls;
using Weir.Transport.Tls.OpenSsl;

namespace Weir.Transport.Blocking;

/// <summary>Opens connections of clients; the one place that decides between the clear and TLS.</summary>
public static class Dialler
{
    /// <summary>
    /// Connects to the first address of <paramref name="host"/> that answers, within <paramref name="timeout"/> in all,
    /// and shakes hands within as long again.
    /// </summary>
    /// <param name="trust">Whom to believe over TLS; null to speak in the clear.</param>
    /// <param name="isCancelled">Asked every 100 ms.</param>
    /// <param name="permits">To which addresses of the host it may go; null for all.</param>
    public static BlockingChannel? Connect(
        string host,
        int port,
        PeerTrust? trust,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault,
        Func<IPAddress, bool>? permits = null
    )
    {
        var socket = BlockingSocket.Connect(host, port, timeout, time, isCancelled, out fault, permits: permits);
        return socket is null ? null : Secure(socket, host, trust, timeout, time, isCancelled, out fault);
    }

    /// <summary>Shakes hands over a socket that leads to <paramref name="host"/>, through a proxy perhaps.</summary>
    /// <param name="trust">Whom to believe over TLS; null to speak in the clear.</param>
    /// <returns>Null after a fault; the socket is closed then.</returns>
    public static BlockingChannel? Secure(
        BlockingSocket socket,
        string host,
        PeerTrust? trust,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault
    )
    {
        fault = null;
        if (trust is null)
            return socket;
        return OpenSslChannel.IsAtHand
            ? OpenSslChannel.Open(socket, host, trust, timeout, time, isCancelled, out fault)
            : TlsChannel.Open(socket, host, trust, timeout, time, isCancelled, out fault);
    }
}
