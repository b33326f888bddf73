using System.Runtime.InteropServices;

namespace Weir.Transport.Loop;

/// <summary>
/// Waits on a loop, once, for something to read from a socket that is otherwise used with blocking calls. Loop only.
/// </summary>
internal sealed class ReadWatch : ILoopHandler
{
    private readonly EventLoop _loop;
    private readonly SafeHandle _socket;
    private readonly int _fd;
    private readonly LoopTimer _timer;
    private readonly Action _then;

    private ReadWatch(EventLoop loop, SafeHandle socket, Action then)
    {
        (_loop, _socket, _then) = (loop, socket, then);
        _fd = (int)socket.DangerousGetHandle();
        _timer = loop.CreateTimer(End);
    }

    /// <summary>
    /// Calls <paramref name="then"/> when there are bytes, an end or an error to read, the time is over, or the loop ends. The
    /// descriptor stays open until then.
    /// </summary>
    /// <returns>False when this is not the loop's thread, or the kernel refuses to watch the socket.</returns>
    public static bool TryStart(EventLoop loop, SafeHandle socket, TimeSpan atMost, Action then)
    {
        if (!loop.IsCurrent)
            return false;
        var isHeld = false;
        socket.DangerousAddRef(ref isHeld);
        var watch = new ReadWatch(loop, socket, then);
        if (!loop.Attach(watch._fd, watch, LoopEvents.Readable | LoopEvents.PeerFinished))
        {
            socket.DangerousRelease();
            return false;
        }

        watch._timer.Set(loop.Now + atMost);
        return true;
    }

    public void OnReady(LoopEvents events) => End();

    /// <summary>The loop waits for nothing any more.</summary>
    public void Abandon() => End();

    private void End()
    {
        _timer.Remove();
        _loop.Detach(_fd);
        _socket.DangerousRelease();
        _then();
    }
}
