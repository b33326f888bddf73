using System.Runtime.InteropServices;
using Weir.Transport.Linux;

namespace Weir.Transport.Loop;

/// <summary>
/// One thread that waits on epoll and calls handlers: the driver of plain servers and of load clients.
/// </summary>
/// <remarks>
/// A turn: (1) wait for events, until the next timer at most; (2) call the handlers of what is ready; (3) go on with
/// handlers that gave way; (4) run what other threads posted; (5) fire the timers that are due.
/// Only posting, <see cref="Start"/> and <see cref="Dispose"/> may be called from other threads. A handler
/// that throws is a bug and ends the process: handlers contain what they call.
/// </remarks>
public sealed class EventLoop : IDisposable
{
    private readonly TimeProvider _time;
    private readonly EpollSet _epoll = new();
    private readonly HandlerTable _handlers = new();
    private readonly TimerHeap _timers = new();
    private readonly PostQueue _posts = new();
    private readonly Thread _thread;
    private readonly int _wakeUp;
    private readonly ITimer? _alarm;
    private Queue<ILoopHandler> _deferred = new();
    private Queue<ILoopHandler> _resuming = new();
    private int _isAwake;
    private bool _isStopping;

    /// <summary>Whether this system has what loops wait with. Elsewhere there is none, nor what is made of them: servers.</summary>
    public static bool IsAtHand => OperatingSystem.IsLinux();

    /// <param name="time">
    /// The clock. Any other than <see cref="TimeProvider.System"/> (tests) wakes the loop through a timer of its own.
    /// </param>
    public EventLoop(TimeProvider time, string name)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _wakeUp = Libc.EventFd(0, SocketConstants.CloseOnExec | SocketConstants.NonBlocking);
        if (_wakeUp < 0 || !_epoll.Add(_wakeUp, ulong.MaxValue, LoopEvents.Readable))
            throw new IOException($"The kernel gives no eventfd (errno {Marshal.GetLastPInvokeError()}).");
        if (time != TimeProvider.System)
            _alarm = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Now = ReadClock();
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Monotonic time at the start of this turn; comparable between loops of one clock.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Monotonic time now, where the start of the turn is not exact enough.</summary>
    public TimeSpan ReadClock() => _time.GetElapsedTime(0, _time.GetTimestamp());

    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    public void Start() => _thread.Start();

    /// <summary>Runs <paramref name="action"/> on the loop, after all that was posted before. Any thread; does not wait.</summary>
    /// <returns>False when the loop has ended: the action will never run.</returns>
    public bool Post(Action<object?> action, object? state)
    {
        if (!_posts.TryAdd(action, state))
            return false;
        Wake();
        return true;
    }

    /// <summary>
    /// As <see cref="Post(Action{object}, object)"/>, and the loop keeps its core until the action has run with all that it
    /// posted, where that is allowed (<see cref="RealTimePriority"/>): whom it wakes meanwhile does not push it aside.
    /// </summary>
    public bool PostUndisturbed(Action<object?> action, object? state) =>
        Post(
            _ =>
            {
                var isPreferred = RealTimePriority.TryTake();
                action(state);
                if (isPreferred)
                    Post(static _ => RealTimePriority.GiveBack(), null);
            },
            null
        );

    /// <inheritdoc cref="Post(Action{object}, object)"/>
    public bool Post(Action action) => Post(static state => ((Action)state!)(), action);

    /// <summary>Runs <paramref name="action"/> on the loop and completes when it has run (or when the loop has ended).</summary>
    public Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isPosted = Post(() =>
        {
            action();
            done.SetResult();
        });
        return isPosted ? done.Task : Task.CompletedTask;
    }

    /// <summary>Lets others go first: the handler is called with <see cref="LoopEvents.Resumed"/> in the next turn. Loop only.</summary>
    public void Defer(ILoopHandler handler) => _deferred.Enqueue(handler);

    public LoopTimer CreateTimer(Action callback) => new(_timers, callback);

    /// <summary>
    /// Ends the thread after its turn. Sockets still attached are left to their owners; who waits for one
    /// (<see cref="ReadWatch"/>) is told.
    /// </summary>
    public void Dispose()
    {
        Post(() => _isStopping = true);
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
            Close();
        else if (!IsCurrent)
            _thread.Join();
    }

    /// <summary>Watches a descriptor, edge-triggered. Loop only.</summary>
    internal bool Attach(int fd, ILoopHandler handler, LoopEvents interest)
    {
        var token = _handlers.Add(fd, handler);
        if (_epoll.Add(fd, token, interest))
            return true;
        _handlers.Remove(fd);
        return false;
    }

    /// <summary>Forgets a descriptor; must come before it is closed. Loop only.</summary>
    internal void Detach(int fd)
    {
        _handlers.Remove(fd);
        _epoll.Remove(fd);
    }

    private void Run()
    {
        while (!_isStopping)
        {
            Volatile.Write(ref _isAwake, 0);
            var count = _epoll.Wait(_posts.IsEmpty ? MillisecondsToWait() : 0);
            Volatile.Write(ref _isAwake, 1);
            Now = ReadClock();

            for (var i = 0; i < count; i++)
            {
                if (_epoll.DataAt(i) == ulong.MaxValue)
                    DrainWakeUp();
                else
                    _handlers.Find(_epoll.DataAt(i))?.OnReady(_epoll.EventsAt(i));
            }

            (_deferred, _resuming) = (_resuming, _deferred);
            while (_resuming.TryDequeue(out var handler))
                handler.OnReady(LoopEvents.Resumed);

            _posts.RunAll();
            while (_timers.TakeDue(Now) is { } timer)
                timer.Callback();
        }

        _posts.Close();
        foreach (var watch in _handlers.All<ReadWatch>())
            watch.Abandon();
        Close();
    }

    /// <remarks>
    /// Order matters: the loop says that it may sleep before it looks at the queue, a poster adds before it looks at the
    /// flag, so one of both sees the other. The exchange is a full fence.
    /// </remarks>
    private unsafe void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) != 0)
            return;
        var one = 1L;
        _ = Libc.Write(_wakeUp, (byte*)&one, sizeof(long));
    }

    private unsafe void DrainWakeUp()
    {
        long count;
        _ = Libc.Read(_wakeUp, (byte*)&count, sizeof(long));
    }

    private int MillisecondsToWait()
    {
        if (_deferred.Count > 0)
            return 0;
        if (_timers.Earliest is not { } earliest)
            return -1;
        if (_alarm is not null)
            return SetAlarm(earliest);
        var left = earliest - ReadClock();
        return left <= TimeSpan.Zero ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds));
    }

    /// <summary>A clock that is not the kernel's cannot bound epoll_wait: it wakes the loop by a timer instead.</summary>
    private int SetAlarm(TimeSpan due)
    {
        var left = due - ReadClock();
        if (left <= TimeSpan.Zero)
            return 0;
        _alarm!.Change(left, Timeout.InfiniteTimeSpan);
        return -1;
    }

    private void Close()
    {
        _alarm?.Dispose();
        _epoll.Dispose();
        _ = Libc.Close(_wakeUp);
    }
}
