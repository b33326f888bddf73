using System.Net;
using System.Runtime.InteropServices;
using Weir.Transport.Linux;

namespace Weir.Transport.Loop;

/// <summary>A listening TCP socket on one loop, which spreads the connections that it accepts over a group of loops.</summary>
/// <remarks>
/// Options that accepted sockets inherit on Linux (TCP_NODELAY, TCP_NOTSENT_LOWAT) are set once, here. At the process's
/// file limit it rests for <see cref="Rest"/> instead of spinning; connections wait in the kernel's queue meanwhile.
/// </remarks>
public sealed class Listener : ILoopHandler
{
    /// <summary>Connections that the kernel keeps while the loop is busy; it takes the smaller of this and net.core.somaxconn.</summary>
    private const int Backlog = 4096;

    /// <summary>Unsent bytes that the kernel takes per connection: bounds what flows on after a pause.</summary>
    public const int UnsentLowWater = 128 * 1024;

    /// <summary>Accepted in one turn before others get theirs.</summary>
    private const int MaxAcceptsPerTurn = 64;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly EventLoop _loop;
    private readonly LoopGroup _group;
    private readonly Action<LoopSocket> _accepted;
    private readonly LoopTimer _rest;
    private int _fd;

    private Listener(int fd, IPEndPoint endPoint, LoopGroup group, Action<LoopSocket> accepted)
    {
        _fd = fd;
        _group = group;
        _accepted = accepted;
        _loop = group.Next();
        _rest = _loop.CreateTimer(() => OnReady(LoopEvents.Readable));
        EndPoint = endPoint;
    }

    /// <summary>Where it listens, with the port that the kernel chose when 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Binds and listens; connections are accepted from the moment that the loop comes to it. Any thread.</summary>
    /// <param name="accepted">Called on the loop that the new connection belongs to.</param>
    public static unsafe ListenFailure TryOpen(
        IPEndPoint endPoint,
        LoopGroup group,
        Action<LoopSocket> accepted,
        out Listener? listener
    )
    {
        listener = null;
        var isIpv4 = endPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        var fd = Libc.Socket(
            isIpv4 ? SocketConstants.Ipv4Family : SocketConstants.Ipv6Family,
            SocketConstants.Stream | SocketConstants.CloseOnExec | SocketConstants.NonBlocking,
            0
        );
        if (fd < 0)
            return Classify(Marshal.GetLastPInvokeError());

        Libc.SetSocketOption(fd, SocketConstants.SocketLevel, SocketConstants.ReuseAddress, 1);
        Libc.SetSocketOption(fd, SocketConstants.TcpLevel, SocketConstants.TcpNoDelay, 1);
        Libc.SetSocketOption(fd, SocketConstants.TcpLevel, SocketConstants.TcpNotSentLowAt, UnsentLowWater);
        if (!isIpv4)
            Libc.SetSocketOption(
                fd,
                SocketConstants.Ipv6Level,
                SocketConstants.Ipv6Only,
                endPoint.Address.Equals(IPAddress.IPv6Any) ? 0 : 1
            );

        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        var length = (uint)SocketAddressBytes.Write(endPoint, new Span<byte>(address, SocketAddressBytes.MaxLength));
        if (Libc.Bind(fd, address, length) != 0 || Libc.Listen(fd, Backlog) != 0)
        {
            var failure = Classify(Marshal.GetLastPInvokeError());
            _ = Libc.Close(fd);
            return failure;
        }

        length = SocketAddressBytes.MaxLength;
        _ = Libc.GetSocketName(fd, address, &length);
        var bound = SocketAddressBytes.Read(new ReadOnlySpan<byte>(address, SocketAddressBytes.MaxLength));
        var opened = new Listener(fd, new IPEndPoint(endPoint.Address, bound.Port), group, accepted);
        opened._loop.Post(() => opened._loop.Attach(fd, opened, LoopEvents.Readable));
        listener = opened;
        return ListenFailure.None;
    }

    /// <summary>
    /// Closes the port: it refuses from the completion on, connections that nobody has accepted yet are reset by the
    /// kernel, and every accepted one has been announced on its loop.
    /// </summary>
    public async Task CloseAsync()
    {
        await _loop.RunAsync(() =>
        {
            if (_fd < 0)
                return;
            _rest.Remove();
            _loop.Detach(_fd);
            _ = Libc.Close(_fd);
            _fd = -1;
        });
        foreach (var loop in _group.Loops)
            await loop.RunAsync(static () => { });
    }

    public void OnReady(LoopEvents events)
    {
        for (var i = 0; i < MaxAcceptsPerTurn; i++)
        {
            if (!TryAccept())
                return;
        }

        _loop.Defer(this);
    }

    private unsafe bool TryAccept()
    {
        if (_fd < 0)
            return false;
        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        uint length = SocketAddressBytes.MaxLength;
        var fd = Libc.Accept(_fd, address, &length, SocketConstants.CloseOnExec | SocketConstants.NonBlocking);
        if (fd >= 0)
        {
            var remote = SocketAddressBytes.Read(new ReadOnlySpan<byte>(address, SocketAddressBytes.MaxLength));
            Announce(new LoopSocket(fd, _group.Next(), remote));
            return true;
        }

        switch (Marshal.GetLastPInvokeError())
        {
            case Errno.WouldBlock:
                return false;
            case Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBuffers or Errno.NoMemory:
                _rest.Set(_loop.Now + Rest);
                return false;
            default:
                // The connection died in the queue (accept(2), "Error handling"); the next one may be sound.
                return true;
        }
    }

    private void Announce(LoopSocket socket)
    {
        if (socket.Loop == _loop)
            _accepted(socket);
        else if (!socket.Loop.Post(static pair => Deliver(pair), (_accepted, socket)))
            socket.Close();
    }

    private static void Deliver(object? pair)
    {
        var (accepted, socket) = ((Action<LoopSocket>, LoopSocket))pair!;
        accepted(socket);
    }

    private static ListenFailure Classify(int error) =>
        error switch
        {
            Errno.AddressInUse => ListenFailure.InUse,
            Errno.NotPermitted or Errno.AccessDenied => ListenFailure.NotPermitted,
            Errno.AddressNotAvailable => ListenFailure.NoSuchAddress,
            Errno.TooManyFiles or Errno.TooManyFilesInSystem => ListenFailure.TooManyFiles,
            _ => ListenFailure.Other,
        };
}
