using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using Weir.Transport.Blocking;
using Weir.Transport.Linux;

namespace Weir.Transport.Loop;

/// <summary>The way out: sockets of clients.</summary>
public sealed unsafe partial class LoopSocket
{
    /// <summary>The client's own port; 0 when the kernel does not say.</summary>
    public int LocalPort
    {
        get
        {
            var address = stackalloc byte[SocketAddressBytes.MaxLength];
            uint length = SocketAddressBytes.MaxLength;
            return Libc.GetSocketName(_fd, address, &length) == 0
                ? SocketAddressBytes.Read(new ReadOnlySpan<byte>(address, (int)length)).Port
                : 0;
        }
    }

    /// <summary>
    /// Begins to connect. After <see cref="Attach"/> the loop tells when it is writable: then <see cref="TryFinish"/> says
    /// what came of it.
    /// </summary>
    public static LoopSocket? Connect(EventLoop loop, IPEndPoint remote, out NetworkFault? fault)
    {
        if (LinuxDialling.Begin(remote, out fault) is not { } fd)
            return null;
        _ = Libc.SetSocketOption(fd, SocketConstants.TcpLevel, SocketConstants.TcpNoDelay, 1);
        return new LoopSocket(fd, loop, remote);
    }

    /// <summary>Connects by blocking, as <see cref="BlockingSocket.Connect"/> does, what <see cref="Adopt"/> then makes a loop's.</summary>
    public static BlockingSocket? Dial(
        string host,
        int port,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault,
        Func<IPAddress, bool>? permits = null
    ) => BlockingSocket.ConnectForLoop(host, port, timeout, time, isCancelled, out fault, permits);

    /// <summary>A socket that came from <see cref="Dial"/>, from now on of a loop; it takes it over.</summary>
    public static LoopSocket Adopt(BlockingSocket socket, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return new LoopSocket(socket.Release(), loop, socket.Remote);
    }

    /// <summary>Whether it is connected, once it was said to be writable.</summary>
    public bool TryFinish([NotNullWhen(false)] out NetworkFault? fault)
    {
        int error;
        uint size = sizeof(int);
        var known = Libc.GetSocketOption(_fd, SocketConstants.SocketLevel, SocketConstants.SocketError, &error, &size);
        if (known != 0)
            error = Marshal.GetLastPInvokeError();
        fault = error == 0 ? null : Faults.OfErrno(error);
        return fault is null;
    }
}
