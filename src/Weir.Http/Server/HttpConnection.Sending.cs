using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>Steps 5 and 6 of a request's life: the answer goes out, the connection goes on or ends.</summary>
internal sealed partial class HttpConnection
{
    /// <summary>Step 5. True when the answer is out and the connection goes on.</summary>
    private bool Send()
    {
        var step = _sender.Push(_loop.Now, _options.BytesPerTurn);
        if (_sender.HasBegun)
            _firstByteAt ??= _loop.ReadClock();
        switch (step)
        {
            case SendStep.Complete when _exchange.Tunnel is { } tunnel:
                OpenTunnel(tunnel);
                return false;
            case SendStep.Complete:
                FinishExchange(ExchangeOutcome.Complete);
                FinishAnswer();
                return true;
            case SendStep.TurnOver:
                Defer();
                return false;
            case SendStep.Held:
                _stalledSince = null;
                _timer.Set(_sender.NotBefore);
                return false;
            case SendStep.Paused or SendStep.Starved:
                _stalledSince = null;
                _timer.Cancel();
                return false;
            case SendStep.Blocked:
                AwaitRoom();
                return false;
            case SendStep.Cold:
                Load();
                return false;
            case SendStep.Truncated or SendStep.Changed:
                End(ExchangeOutcome.AbortedByServer, isReset: true);
                return false;
            default:
                End(ExchangeOutcome.AbortedByClient, isReset: true);
                return false;
        }
    }

    /// <summary>
    /// The client holds the answer back. Its rate is measured from here on: what it takes now and then does not prolong the
    /// time, or a byte a minute would keep a connection forever.
    /// </summary>
    private void AwaitRoom()
    {
        if (_stalledSince is null)
        {
            _stalledSince = _loop.Now;
            _stalledAt = BytesAcknowledged();
        }

        _timer.Set(_stalledSince.Value + _options.StallTimeout);
    }

    /// <summary>Over the whole stretch, in what the peer's kernel has acknowledged.</summary>
    private bool IsFastEnough() =>
        BytesAcknowledged() - _stalledAt >= Math.Max(1, _options.MinRate * _options.StallTimeout.TotalSeconds);

    private long BytesAcknowledged() => _channel.TryReadTcpInfo(out var info) ? info.BytesAcknowledged ?? 0 : 0;

    private void Load()
    {
        _timer.Cancel();
        _phase = Phase.Loading;
        // The connection may end meanwhile, and then has neither file nor answer: the part is taken along.
        var part = _sender.Cold(_options.BytesPerTurn);
        _cold = part;
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                state.part.Load();
                state.connection._loop.Post(
                    static connection => ((HttpConnection)connection!).OnLoaded(),
                    state.connection
                );
            },
            (connection: this, part),
            preferLocal: false
        );
    }

    private void OnLoaded()
    {
        if (_phase != Phase.Loading)
            return;
        _sender.Loaded(_cold!);
        _phase = Phase.Sending;
        Advance();
    }

    /// <summary>A streamed body has something to say; called on any thread.</summary>
    private void PostReady() => _loop.Post(static connection => ((HttpConnection)connection!).OnBodyReady(), this);

    /// <summary>It may be the word of a body that is over already: then there is nothing to push, or it is the next one's turn.</summary>
    private void OnBodyReady()
    {
        if (_phase == Phase.Sending && !_isDeferred)
            Advance();
    }

    /// <summary>Step 6.</summary>
    private void FinishAnswer()
    {
        _timer.Cancel();
        _stalledSince = null;
        if (_keepsAlive)
        {
            ReleaseExchange();
            WaitForRequest();
            return;
        }

        _phase = Phase.Lingering;
        _channel.ShutdownWrite();
        _timer.Set(_loop.Now + LingerTime);
    }

    private void Linger()
    {
        Span<byte> scratch = stackalloc byte[4096];
        while (_isReadable)
        {
            var result = _channel.Read(scratch);
            _lingered += result.Bytes;
            if (result.Status == IoStatus.WouldBlock)
            {
                _isReadable = false;
            }
            else if (result.Status != IoStatus.Moved || _lingered > LingerBytes)
            {
                End(ExchangeOutcome.Complete, isReset: false);
                return;
            }
        }
    }
}
