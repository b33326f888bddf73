using System.Runtime.CompilerServices;
using Weir.Http.Messages;
using Weir.Transport.Loop;
using Weir.Transport.TcpFacts;

namespace Weir.Http.Server;

/// <summary>One connection of a server: requests in, answers out, strictly in order.</summary>
/// <remarks>
/// The life of a request, all of it on the connection's loop but for step 4 when the handler chooses so:
/// <list type="number">
/// <item>Bytes are read until the head is whole, or its time is over (408), or it is refused.</item>
/// <item>Framing says where the body ends; ambiguity is refused. A client that asks for it gets 100 (RFC 9110 10.1.1).</item>
/// <item>The body is read: kept for a handler that wants it, else read over, within bounds (413).</item>
/// <item>The handler fills the <see cref="Exchange"/>, at once or later; meanwhile it may tell the client so by 102.</item>
/// <item>Head and body are sent as gate and kernel allow, a turn at a time.</item>
/// <item>The connection goes on with what is there already (pipelining), waits for more, or ends.</item>
/// </list>
/// What is refused is answered and the connection is closed: nothing behind it is ever taken for a request. A close lingers
/// (RFC 9112 9.6): nothing more is sent, and what still comes is read for a while, so that no reset overtakes the answer.
/// </remarks>
internal sealed partial class HttpConnection : ILoopHandler
{
    /// <summary>Bytes of a body that no handler wants and that are read over for the sake of the connection; 413 beyond.</summary>
    private const int MaxDiscardedBody = 64 * 1024;

    /// <summary>Pipelined requests that are answered before the other connections have their turn.</summary>
    private const int RequestsPerTurn = 32;

    /// <summary>How many bytes a closing connection may still send.</summary>
    private const int LingerBytes = 256 * 1024;

    /// <summary>How long it is still read, so that the client sees the answer before the reset that unread bytes cause.</summary>
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private enum Phase
    {
        Reading,
        Handling,
        Delayed,
        Sending,
        Loading,
        Tunnelling,
        Lingering,
        Closed,
    }

    private readonly HttpServer _server;
    private readonly HttpServerOptions _options;
    private readonly LoopChannel _channel;
    private readonly EventLoop _loop;
    private readonly RequestReader _reader;
    private readonly ResponseSender _sender;
    private readonly Exchange _exchange;
    private readonly LoopTimer _timer;
    private readonly Action _postHandled;
    private Action? _postReady;
    private Phase _phase;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _handling;
    private ColdPart? _cold;
    private bool _isHandlerRunning;
    private bool _isHeld;
    private bool _isReadable;
    private bool _hasPeerFinished;
    private bool _isDeferred;
    private bool _keepsAlive;
    private int _lingered;
    private TimeSpan _requestAt;
    private TimeSpan _deadline;
    private TimeSpan? _firstByteAt;
    private TimeSpan? _stalledSince;
    private long _stalledAt;
    private long? _expectedBytes;
    private bool _isFirstRequest = true;

    public HttpConnection(HttpServer server, LoopChannel channel)
    {
        _server = server;
        _options = server.Options;
        _channel = channel;
        _loop = channel.Loop;
        _reader = new RequestReader(HeadLimits.Default, server.RequestMemory);
        _sender = new ResponseSender(channel, server.Gate);
        _exchange = new Exchange(server.Time, _reader.Head, channel.Remote, server.EndPoint)
        {
            Loop = _loop,
            IsSecure = server.Tls is not null,
            Processing = () => _loop.Post(static connection => ((HttpConnection)connection!).SendProcessing(), this),
            Interim = head =>
                _loop.Post(
                    static post =>
                    {
                        var (connection, head) = ((HttpConnection, ReadOnlyMemory<byte>))post!;
                        connection.SendInterim(head.Span);
                    },
                    (this, head)
                ),
        };
        _timer = _loop.CreateTimer(OnTimer);
        _postHandled = () => _loop.Post(static connection => ((HttpConnection)connection!).OnHandled(), this);
    }

    /// <summary>Index in its <see cref="ConnectionSet"/>.</summary>
    public int Place { get; set; }

    /// <summary>Of the client.</summary>
    public System.Net.IPAddress Address => _channel.Remote.Address;

    /// <param name="refusal">Why the connection is not wanted; null when it is.</param>
    public void Open(string? refusal)
    {
        if (!_channel.Attach(this))
        {
            End(ExchangeOutcome.AbortedByServer, isReset: true);
            return;
        }

        _isReadable = true;
        WaitForRequest();
        if (refusal is not null)
        {
            BeginExchange(hasHead: false);
            Refuse(new Rejection(503, refusal));
        }

        Advance();
    }

    public void OnReady(LoopEvents events)
    {
        if (_phase == Phase.Closed)
            return;
        if (_phase == Phase.Tunnelling)
        {
            PassOn(events);
            return;
        }

        if (Has(events, LoopEvents.Error) || (Has(events, LoopEvents.HangUp) && _phase != Phase.Lingering))
        {
            End(ExchangeOutcome.AbortedByClient, isReset: false);
            return;
        }

        _hasPeerFinished |= Has(events, LoopEvents.PeerFinished);
        if (_hasPeerFinished && _isHeld && _phase == Phase.Handling)
        {
            End(ExchangeOutcome.AbortedByClient, isReset: false);
            return;
        }

        // After a shutdown the hang-up says only that the client has finished too. What it sent is read all the same:
        // to close with unread bytes is to reset, and a reset may overtake the answer.
        _isReadable |= Has(events, LoopEvents.Readable | LoopEvents.PeerFinished | LoopEvents.HangUp);
        _isDeferred &= !Has(events, LoopEvents.Resumed);
        if (!_isDeferred)
            Advance();
    }

    /// <summary>The gate has changed its mind.</summary>
    public void Kick()
    {
        if (_phase != Phase.Sending)
            return;
        _sender.ReturnGrant(_loop.Now);
        Advance();
    }

    /// <summary>The server ends in order: this answer is the last, and without one there is nothing to wait for.</summary>
    public void Drain()
    {
        _keepsAlive = false;
        if (_phase == Phase.Reading && !_reader.HasBegun)
            End(ExchangeOutcome.Complete, isReset: false);
    }

    /// <summary>The server stops: a client in the middle of an answer must not take it for whole.</summary>
    public void Stop() => End(ExchangeOutcome.AbortedByServer, isReset: true);

    /// <summary>Goes on until something has to come from outside: bytes, room in the kernel, the handler, time.</summary>
    private void Advance()
    {
        try
        {
            GoOn();
        }
        catch (Exception bug)
        {
            // The edge of what one connection may break: itself, never the loop and all others with it.
            _server.Faulted?.Invoke(bug);
            End(ExchangeOutcome.AbortedByServer, isReset: true);
        }
    }

    private void GoOn()
    {
        var requests = 0;
        while (true)
        {
            switch (_phase)
            {
                case Phase.Reading when requests == RequestsPerTurn:
                    Defer();
                    return;
                case Phase.Reading:
                    if (!ReadRequest())
                        return;
                    requests++;
                    break;
                case Phase.Sending:
                    if (!Send())
                        return;
                    break;
                case Phase.Lingering:
                    Linger();
                    return;
                default:
                    return;
            }
        }
    }

    private void BeginExchange(bool hasHead)
    {
        _requestAt = _loop.Now;
        _firstByteAt = null;
        _isHeld = false;
        _exchange.HasHead = hasHead;
        _keepsAlive = false;
        _server.Observer?.OnStarted();
    }

    private void OnTimer()
    {
        switch (_phase)
        {
            case Phase.Reading when _reader.HasBegun:
                BeginExchange(hasHead: false);
                Refuse(new Rejection(408, "The request did not come in time."));
                Advance();
                break;
            case Phase.Delayed:
                _phase = Phase.Sending;
                Advance();
                break;
            case Phase.Sending when _sender.NotBefore > TimeSpan.Zero:
                Advance();
                break;
            case Phase.Sending when IsFastEnough():
                _stalledSince = null;
                AwaitRoom();
                break;
            case Phase.Sending:
                End(ExchangeOutcome.AbortedByClient, isReset: true);
                break;
            default:
                End(ExchangeOutcome.Complete, isReset: false);
                break;
        }
    }

    private void Defer()
    {
        if (_isDeferred)
            return;
        _isDeferred = true;
        _timer.Cancel();
        _loop.Defer(this);
    }

    private void FinishExchange(ExchangeOutcome outcome)
    {
        if (_server.Observer is not { } observer)
            return;
        var tcp = default(TcpInfo);
        if (observer.WantsTcpFacts)
            _channel.TryReadTcpInfo(out tcp);
        var duration = _loop.ReadClock() - _requestAt;
        observer.OnCompleted(
            _exchange,
            new ExchangeResult(
                outcome,
                _server.Time.GetUtcNow() - duration,
                _exchange.Tunnel?.BytesToClient ?? _sender.BodySent,
                _expectedBytes,
                duration,
                _firstByteAt - _requestAt,
                tcp
            )
        );
    }

    private static bool Has(LoopEvents events, LoopEvents any) => (events & any) != LoopEvents.None;

    /// <summary>The one end of every connection.</summary>
    private void End(ExchangeOutcome outcome, bool isReset)
    {
        if (_phase == Phase.Closed)
            return;
        if (_phase is Phase.Handling or Phase.Delayed or Phase.Sending or Phase.Loading or Phase.Tunnelling)
        {
            _sender.ReturnGrant(_loop.Now);
            FinishExchange(outcome);
            // A part of an answer must not end like a whole one; over TLS an orderly close would say just that.
            var isCut = _phase is Phase.Sending or Phase.Loading && outcome != ExchangeOutcome.Complete;
            isReset |= isCut && _sender.HasBegun;
        }

        _phase = Phase.Closed;
        _timer.Remove();
        if (isReset)
            _channel.Reset();
        else
            _channel.Close();
        _server.Remove(this, _loop);
        _exchange.Abort();
        if (!_isHandlerRunning)
            ReleaseExchange();
    }

    private void ReleaseExchange()
    {
        _sender.Release();
        _exchange.Reset();
        if (_phase == Phase.Closed)
            _reader.Release();
        else
            _reader.Reset();
    }
}
