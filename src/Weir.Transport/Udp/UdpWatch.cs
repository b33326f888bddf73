using System.Net.Sockets;
using Weir.Transport.Drivers;
using Weir.Transport.Loop;

namespace Weir.Transport.Udp;

/// <summary>
/// Waits for datagrams at many sockets at once: epoll(7) on Linux, select elsewhere. Sockets are reported again only after
/// more has come, so that each has to be emptied. One thread; the sockets outlive it.
/// </summary>
public sealed class UdpWatch : IDisposable
{
    private readonly IReadOnlyList<UdpSocket> _sockets;
    private readonly EpollSet? _epoll;
    private readonly List<Socket> _selected = [];
    private readonly List<Socket> _broken = [];

    /// <exception cref="IOException">The kernel gives no epoll instance, or does not take that many sockets.</exception>
    public UdpWatch(IReadOnlyList<UdpSocket> sockets)
    {
        ArgumentNullException.ThrowIfNull(sockets);
        _sockets = sockets;
        if (!NativeDrivers.AreUsed)
            return;
        _epoll = new EpollSet();
        for (var i = 0; i < sockets.Count; i++)
        {
            if (!_epoll.Add((int)sockets[i].Inner.SafeHandle.DangerousGetHandle(), (ulong)i, LoopEvents.Readable))
                throw new IOException($"The kernel does not watch {sockets.Count} sockets.");
        }
    }

    /// <summary>Waits up to <see cref="UdpSocket.Slice"/>; fills in the numbers of the sockets at which something is.</summary>
    public void Wait(List<int> ready)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ready.Clear();
        if (_epoll is not null)
        {
            var count = _epoll.Wait((int)UdpSocket.Slice.TotalMilliseconds);
            for (var i = 0; i < count; i++)
                ready.Add((int)_epoll.DataAt(i));
            return;
        }

        _selected.Clear();
        foreach (var socket in _sockets)
            _selected.Add(socket.Inner);
        _broken.Clear();
        _broken.AddRange(_selected);
        Socket.Select(_selected, null, _broken, UdpSocket.Slice);
        for (var i = 0; i < _sockets.Count; i++)
        {
            if (_selected.Contains(_sockets[i].Inner) || _broken.Contains(_sockets[i].Inner))
                ready.Add(i);
        }
    }

    public void Dispose() => _epoll?.Dispose();
}
