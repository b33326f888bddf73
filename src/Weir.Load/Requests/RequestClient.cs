using Weir.Downloads.Fetching;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Load.Barrier;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;
using Weir.Transport.Udp;

namespace Weir.Load.Requests;

/// <summary>
/// One client of a run of requests, on a thread and a connection of its own: takes the next request of the schedule, waits
/// until it is due, asks, and compares the answer with the <see cref="Reference"/> as it comes.
/// </summary>
internal sealed class RequestClient(
    string name,
    SourceAddress source,
    RequestOptions options,
    RequestSchedule schedule,
    Reference reference,
    PeerTrust trust,
    TimeProvider time
) : IRequestClient
{
    private const int BufferSize = 64 << 10;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A server that refuses is not asked a million times a second.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(10);

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly SourceRequest _requests = new(source, name, []);
    private volatile ClientConnection? _connection;
    private volatile bool _isInterrupted;
    private long _done;

    public string Name => name;

    public SourceAddress Source => source;

    public RequestTally Tally { get; } = new();

    public DateTimeOffset? StartedAt { get; private set; }

    public TimeSpan Ended { get; private set; }

    public int? LocalPort { get; private set; }

    /// <summary>Requests so far; any thread.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>The whole of it; called on its thread.</summary>
    /// <param name="started">The moment from which the schedule counts, once the line is open.</param>
    public void Run(StartingLine line, Func<long> started)
    {
        var wait = new PreciseWait(time);
        var request = Request();
        _ = Connect();
        line.Ready(() => StartedAt = time.GetUtcNow());
        var zero = started();
        while (!_isInterrupted && schedule.TryTake(time.GetElapsedTime(zero), out var due))
        {
            if (!wait.Until(zero + Ticks(due), CancellationToken.None) || _isInterrupted)
                break;
            if (!Ask(request, zero, due) && options.ArrivalsPerSecond is null)
                _ = wait.Until(time.GetTimestamp() + Ticks(RetryPause), CancellationToken.None);
            Interlocked.Increment(ref _done);
        }

        Ended = time.GetElapsedTime(zero);
        Dispose();
    }

    public void Dispose() => _connection?.Dispose();

    /// <summary>Ends what it waits for; any thread.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        _connection?.Interrupt();
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private HeadWriter Request()
    {
        if (options.KeepsAlive)
            return _requests.Get(null);
        return new SourceRequest(source, name, [new("Connection", "close")]).Get(null);
    }

    /// <returns>Whether the answer was right.</returns>
    private bool Ask(HeadWriter request, long zero, TimeSpan due)
    {
        var sent = time.GetElapsedTime(zero);
        var error = Exchange(request, out var isWrong);
        var now = time.GetElapsedTime(zero);
        if (error is null)
        {
            Tally.AddOk(reference.Bytes.Length, now - due, now - sent);
            return true;
        }

        if (_isInterrupted)
            return false;
        if (isWrong)
            Tally.AddCorrupt(error);
        else
            Tally.AddFailed(error);
        Drop();
        return false;
    }

    /// <returns>Why the answer is not the file, in a clause; null when it is.</returns>
    private string? Exchange(HeadWriter request, out bool isWrong)
    {
        isWrong = false;
        if (_connection is { IsReusable: false, Exchanges: > 0 })
            Drop();
        if ((_connection is null ? Connect() : null) is { } unreachable)
            return unreachable;
        var fault = Begin(_connection!, request);
        // A server may close a connection that was idle; the request has not reached it then.
        if (fault is { Kind: HttpFaultKind.ClosedIdle })
        {
            Drop();
            if (Connect() is { } gone)
                return gone;
            fault = Begin(_connection!, request);
        }

        if (fault is not null)
            return fault.Reason;
        if (_connection!.Head.Status != 200)
            return $"answered {_connection.Head.Status}";
        return Compare(_connection, out isWrong);
    }

    private static HttpFault? Begin(ClientConnection connection, HeadWriter request) =>
        connection.Send(request) ?? connection.ReadHead(AnswerTimeout);

    private string? Compare(ClientConnection connection, out bool isWrong)
    {
        isWrong = false;
        for (var at = 0; ; )
        {
            var read = connection.ReadBody(_buffer, AnswerTimeout, out var fault);
            if (fault is not null)
                return fault.Reason;
            isWrong =
                read > reference.Bytes.Length - at
                || !_buffer.AsSpan(0, read).SequenceEqual(reference.Bytes.AsSpan(at, read))
                || (read == 0 && at < reference.Bytes.Length);
            if (isWrong)
                return "the answer has other bytes than the file had before the run";
            if (read == 0)
                return null;
            at += read;
        }
    }

    /// <returns>Why there is no connection, in a clause.</returns>
    private string? Connect()
    {
        var socket = Dialler.Connect(
            source.Host,
            source.Port,
            source.IsSecure ? trust : null,
            ConnectTimeout,
            time,
            () => _isInterrupted,
            out var fault
        );
        if (socket is null)
            return fault!.Reason;
        LocalPort ??= socket.LocalPort;
        _connection = new ClientConnection(socket, time);
        if (_isInterrupted)
            _connection.Interrupt();
        return null;
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
