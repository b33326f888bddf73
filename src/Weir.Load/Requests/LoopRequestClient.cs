using System.Net;
using System.Runtime.Versioning;
using Weir.Downloads.Fetching;
using Weir.Downloads.Sources;
using Weir.Transport.Loop;

namespace Weir.Load.Requests;

/// <summary>
/// One client of a closed loop on an event loop. Its life: it connects and says that it is ready; from the beginning of the
/// run on it asks, reads the answer as it comes, compares it, and asks again, until the schedule has nothing more.
/// </summary>
/// <remarks>All is done on the loop's thread but for <see cref="Prepare"/>, <see cref="Begin"/> and <see cref="Interrupt"/>.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class LoopRequestClient(
    string name,
    SourceAddress source,
    IPEndPoint? remote,
    RequestOptions options,
    RequestSchedule schedule,
    Reference reference,
    EventLoop loop,
    TimeProvider time
) : IRequestClient, ILoopHandler
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A server that refuses is not asked a million times a second.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(10);

    private readonly byte[] _request = Request(source, name, options);
    private readonly AnswerReader _answer = new(reference);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopSocket? _socket;
    private LoopTimer? _timer;
    private State _state;
    private long _zero;
    private TimeSpan _sentAt;
    private int _unsent;
    private int _exchanges;
    private long _done;

    private enum State : byte
    {
        Connecting,
        Waiting,
        Asking,
        Pausing,
        Over,
    }

    public string Name => name;

    public SourceAddress Source => source;

    public RequestTally Tally { get; } = new();

    public DateTimeOffset? StartedAt { get; private set; }

    public TimeSpan Ended { get; private set; }

    public int? LocalPort { get; private set; }

    public long Done => Volatile.Read(ref _done);

    /// <summary>It is connected, or will not be.</summary>
    public Task Ready => _ready.Task;

    public Task Over => _over.Task;

    public void Prepare() => loop.Post(Connect);

    /// <param name="zero">The moment from which the schedule counts.</param>
    public void Begin(long zero) =>
        loop.Post(() =>
        {
            (_zero, StartedAt) = (zero, time.GetUtcNow());
            _timer = loop.CreateTimer(OnTimer);
            _timer.Set(loop.Now + AnswerTimeout);
            // Who is still on the way asks when it has arrived.
            if (_ready.TrySetResult() && _state == State.Connecting)
                _sentAt = Elapsed();
            else
                Next();
        });

    public void Interrupt() => loop.Post(End);

    public void Dispose() => Drop();

    public void OnReady(LoopEvents events)
    {
        if (_state == State.Connecting)
            FinishConnecting();
        else if (_state == State.Asking && _unsent > 0)
            Send();
        else if (_socket is not null && _state != State.Over)
            Read();
    }

    private static byte[] Request(SourceAddress source, string name, RequestOptions options)
    {
        KeyValuePair<string, string>[] more = options.KeepsAlive ? [] : [new("Connection", "close")];
        return new SourceRequest(source, name, more).Get(null).Written.ToArray();
    }

    private TimeSpan Elapsed() => time.GetElapsedTime(_zero);

    private void Connect()
    {
        if (_state == State.Over)
            return;
        _exchanges = 0;
        var fault = default(string);
        if (remote is null)
        {
            fault = "the server does not answer";
        }
        else
        {
            _socket = LoopSocket.Connect(loop, remote, out var refused);
            fault = refused?.Reason;
        }

        _state = State.Connecting;
        if (_socket is not null && !_socket.Attach(this))
            fault = "the kernel watches no more connections";
        if (fault is not null)
            OnConnected(fault);
    }

    private void FinishConnecting()
    {
        if (_socket is not null)
            OnConnected(_socket.TryFinish(out var fault) ? null : fault.Reason);
    }

    private void OnConnected(string? fault)
    {
        if (fault is not null)
            Drop();
        else
            LocalPort ??= _socket!.LocalPort;
        // The first time all wait for each other; later a request waits for the connection.
        if (_ready.TrySetResult())
            _state = State.Waiting;
        else if (fault is not null)
            Fail(fault);
        else
            Ask();
    }

    private void Next()
    {
        if (_state == State.Over)
            return;
        _sentAt = Elapsed();
        if (!schedule.TryTake(_sentAt, out _))
            End();
        else if (_socket is null)
            Connect();
        else
            Ask();
    }

    private void Ask()
    {
        _state = State.Asking;
        _answer.Reset();
        _unsent = _request.Length;
        _exchanges++;
        Send();
    }

    private void Send()
    {
        var sent = _socket!.Write(_request.AsSpan(_request.Length - _unsent));
        if (sent.Status == IoStatus.Moved)
            _unsent -= sent.Bytes;
        else if (sent.Status != IoStatus.WouldBlock)
            OnGone("the connection was reset");
    }

    /// <summary>
    /// After a whole answer, a read that did not fill the buffer has taken all there was; what comes later is told by another
    /// event. Before that the end of the stream may stand behind what was read.
    /// </summary>
    private void Read()
    {
        while (_socket is { } socket)
        {
            var room = _answer.Room();
            var read = socket.Read(room);
            if (read.Status == IoStatus.WouldBlock)
                return;
            if (read.Status != IoStatus.Moved)
            {
                OnEnd(read.Status == IoStatus.Failed);
                return;
            }

            if (_state != State.Asking)
            {
                Drop();
                return;
            }

            _answer.Take(read.Bytes);
            if (_answer.Problem is { } problem)
                Fail(problem);
            if (!_answer.IsComplete)
                continue;
            Complete();
            if (read.Bytes < room.Length)
                return;
        }
    }

    private void OnEnd(bool isReset)
    {
        if (_state != State.Asking)
        {
            Drop();
            return;
        }

        _answer.End();
        if (_answer.IsComplete && !isReset)
            Complete();
        else if (_answer.HasBegun)
            Fail("the connection ended before the answer did");
        else
            OnGone("the server closed the connection without an answer");
    }

    /// <summary>A server may close a connection that was idle; the request has not reached it then, and goes over another.</summary>
    private void OnGone(string reason)
    {
        Drop();
        if (_exchanges > 1)
            Connect();
        else
            Fail(reason);
    }

    private void Complete()
    {
        var took = Elapsed() - _sentAt;
        Tally.AddOk(reference.Bytes.Length, took, took);
        Volatile.Write(ref _done, _done + 1);
        if (!options.KeepsAlive || !_answer.MayReuse)
            Drop();
        Next();
    }

    private void Fail(string reason)
    {
        if (_answer.IsWrong)
            Tally.AddCorrupt(reason);
        else
            Tally.AddFailed(reason);
        Volatile.Write(ref _done, _done + 1);
        Drop();
        _state = State.Pausing;
        _timer!.Set(loop.Now + RetryPause);
    }

    private void OnTimer()
    {
        if (_state == State.Over)
            return;
        var isLate = _state is State.Asking or State.Connecting && Elapsed() - _sentAt >= AnswerTimeout;
        if (isLate)
        {
            Fail($"no answer within {AnswerTimeout.TotalSeconds:0} s");
            return;
        }

        _timer!.Set(loop.Now + AnswerTimeout);
        if (_state == State.Pausing)
            Next();
    }

    private void End()
    {
        if (_state == State.Over)
            return;
        _state = State.Over;
        Ended = _zero == 0 ? TimeSpan.Zero : Elapsed();
        _timer?.Remove();
        Drop();
        _ready.TrySetResult();
        _over.TrySetResult();
    }

    private void Drop()
    {
        _socket?.Close();
        _socket = null;
    }
}
