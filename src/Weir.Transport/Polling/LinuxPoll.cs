using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Weir.Transport.Linux;
using Weir.Transport.Loop;

namespace Weir.Transport.Polling;

/// <summary>Level-triggered epoll(7), with a timerfd for the time and an eventfd to be woken by.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxPoll : ISocketPoll
{
    private const int MonotonicClock = 1;
    private const int Absolute = 1;
    private const ulong TimerKey = ulong.MaxValue;
    private const ulong WakeKey = ulong.MaxValue - 1;

    private readonly EpollSet _epoll = new();
    private readonly int _timer = Libc.TimerFd(
        MonotonicClock,
        SocketConstants.CloseOnExec | SocketConstants.NonBlocking
    );
    private readonly int _wake = Libc.EventFd(0, SocketConstants.CloseOnExec | SocketConstants.NonBlocking);
    private bool _isSet;

    public LinuxPoll()
    {
        if (
            _timer < 0
            || _wake < 0
            || !_epoll.AddLevel(_timer, TimerKey, LoopEvents.Readable)
            || !_epoll.AddLevel(_wake, WakeKey, LoopEvents.Readable)
        )
            throw new IOException($"The kernel gives no timer (errno {Marshal.GetLastPInvokeError()}).");
    }

    public bool Add(Socket socket, int key, bool wantsRead, bool wantsWrite) =>
        _epoll.AddLevel(Descriptor(socket), (ulong)key, Interest(wantsRead, wantsWrite));

    public void Change(Socket socket, int key, bool wantsRead, bool wantsWrite) =>
        _epoll.ChangeLevel(Descriptor(socket), (ulong)key, Interest(wantsRead, wantsWrite));

    public void Remove(Socket socket) => _epoll.Remove(Descriptor(socket));

    public void Wait(TimeSpan? atMost, List<PollResult> ready)
    {
        var mayWait = atMost is null || atMost > TimeSpan.Zero;
        if (mayWait && (atMost is not null || _isSet))
            Set(atMost);
        var count = _epoll.Wait(mayWait ? -1 : 0);
        for (var i = 0; i < count; i++)
        {
            var key = _epoll.DataAt(i);
            if (key == TimerKey)
                Set(null);
            else if (key == WakeKey)
                Drain();
            else
                ready.Add(ResultOf(key, _epoll.EventsAt(i)));
        }
    }

    public void Wake()
    {
        var one = 1L;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(long));
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _ = Libc.Close(_timer);
        _ = Libc.Close(_wake);
    }

    /// <summary>An error or a hang-up is told by the next read and the next write, so both are offered.</summary>
    private static PollResult ResultOf(ulong key, LoopEvents events)
    {
        var isBroken = events.HasFlag(LoopEvents.Error) || events.HasFlag(LoopEvents.HangUp);
        return new PollResult(
            (int)key,
            isBroken || events.HasFlag(LoopEvents.Readable),
            isBroken || events.HasFlag(LoopEvents.Writable)
        );
    }

    /// <summary>Sets the timer, which also takes back that it went off; null for never.</summary>
    private void Set(TimeSpan? after)
    {
        var setting = default(Libc.TimerSetting);
        if (after is { } left)
        {
            // The clock that Stopwatch reads on Linux, in nanoseconds.
            var (seconds, rest) = Math.DivRem(
                Stopwatch.GetTimestamp() + (left.Ticks * TimeSpan.NanosecondsPerTick),
                1_000_000_000
            );
            setting.First = new Libc.TimeSpec { Seconds = seconds, Nanoseconds = rest };
        }

        _ = Libc.SetTimer(_timer, Absolute, &setting, null);
        _isSet = after is not null;
    }

    private void Drain()
    {
        long count;
        _ = Libc.Read(_wake, (byte*)&count, sizeof(long));
    }

    private static int Descriptor(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();

    private static LoopEvents Interest(bool wantsRead, bool wantsWrite) =>
        (wantsRead ? LoopEvents.Readable : LoopEvents.None) | (wantsWrite ? LoopEvents.Writable : LoopEvents.None);
}
