using System.Net.Sockets;
using Weir.Transport.Drivers;
using Weir.Transport.Udp;

namespace Weir.Transport.Polling;

/// <summary>
/// Waits for sockets, and for a moment of the monotonic clock at the same time, without rounding it to milliseconds: epoll
/// and a timerfd on Linux, select elsewhere. A socket is reported for as long as there is something at it. One thread,
/// but for <see cref="Wake"/>. Sockets are removed before they are closed.
/// </summary>
public sealed class SocketPoll : IDisposable
{
    /// <summary>Guards that nobody is woken by a descriptor that is closed, and another's by now.</summary>
    private readonly Lock _wakeLock = new();
    private readonly ISocketPoll _poll;
    private readonly ITimer? _alarm;
    private readonly TimeProvider _time;
    private bool _isDisposed;

    /// <param name="time">Any other clock than <see cref="TimeProvider.System"/> (tests) wakes it through a timer of its own.</param>
    /// <exception cref="IOException">The kernel gives no epoll instance.</exception>
    public SocketPoll(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _poll = NativeDrivers.AreUsed ? new LinuxPoll() : new PortablePoll();
        if (time != TimeProvider.System)
            _alarm = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Watches a socket; false when the kernel refuses (limits of memory or of watches).</summary>
    /// <param name="key">0 or more; what <see cref="PollResult.Key"/> says.</param>
    public bool Add(Socket socket, int key, bool wantsRead = true, bool wantsWrite = false) =>
        _poll.Add(socket, key, wantsRead, wantsWrite);

    /// <inheritdoc cref="Add(Socket, int, bool, bool)"/>
    public bool Add(UdpSocket socket, int key)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return _poll.Add(socket.Inner, key, wantsRead: true, wantsWrite: false);
    }

    public void Change(Socket socket, int key, bool wantsRead, bool wantsWrite) =>
        _poll.Change(socket, key, wantsRead, wantsWrite);

    public void Remove(Socket socket) => _poll.Remove(socket);

    /// <inheritdoc cref="Remove(Socket)"/>
    public void Remove(UdpSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _poll.Remove(socket.Inner);
    }

    /// <summary>Waits until something is at a socket, it is woken, or the time has come; fills in what is ready.</summary>
    /// <param name="until">On the scale of <see cref="Now"/>; null to wait for sockets alone.</param>
    public void Wait(TimeSpan? until, List<PollResult> ready)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ready.Clear();
        if (until is not { } moment)
        {
            _poll.Wait(null, ready);
            return;
        }

        var left = moment - Now();
        if (_alarm is not null && left > TimeSpan.Zero)
        {
            _alarm.Change(left, Timeout.InfiniteTimeSpan);
            _poll.Wait(null, ready);
            return;
        }

        _poll.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, ready);
    }

    /// <summary>Monotonic time.</summary>
    public TimeSpan Now() => _time.GetElapsedTime(0, _time.GetTimestamp());

    /// <summary>Ends the wait, or the next one. Any thread, also after the end.</summary>
    public void Wake()
    {
        lock (_wakeLock)
        {
            if (!_isDisposed)
                _poll.Wake();
        }
    }

    /// <summary>Nobody may wait any more.</summary>
    public void Dispose()
    {
        _alarm?.Dispose();
        lock (_wakeLock)
        {
            _isDisposed = true;
            _poll.Dispose();
        }
    }
}
