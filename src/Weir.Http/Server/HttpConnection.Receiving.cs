using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>Steps 1 to 3 of a request's life: it comes, head and body, or its time is over.</summary>
internal sealed partial class HttpConnection
{
    /// <summary>Steps 1 to 4. False when more bytes have to come or the connection has ended.</summary>
    private bool ReadRequest()
    {
        while (true)
        {
            switch (_reader.Next())
            {
                case RequestStep.NeedMore:
                    if (!Receive())
                        return false;
                    break;
                case RequestStep.Head:
                    BeginBody();
                    break;
                case RequestStep.Complete:
                    Handle();
                    return true;
                default:
                    BeginExchange(hasHead: false);
                    Refuse(_reader.Rejection);
                    return true;
            }
        }
    }

    private bool Receive()
    {
        if (!_isReadable)
        {
            PrepareToWait();
            return false;
        }

        if (!_reader.TryRoom(out var room))
            return true;
        var result = _channel.Read(room);
        switch (result.Status)
        {
            case IoStatus.Moved:
                _reader.Commit(result.Bytes);
                // Whatever comes from now on is told by a new edge; an end that was told already is still to be read.
                if (_channel.EmptiesByShortRead && result.Bytes < room.Length && !_hasPeerFinished)
                    _isReadable = false;
                return true;
            case IoStatus.WouldBlock:
                _isReadable = false;
                PrepareToWait();
                return false;
            default:
                // The end of the stream between requests is how clients close; within one there is nobody to answer.
                End(ExchangeOutcome.AbortedByClient, isReset: false);
                return false;
        }
    }

    /// <summary>The first byte of a head starts its clock; the bytes that follow do not prolong it.</summary>
    private void PrepareToWait()
    {
        if (_deadline == TimeSpan.Zero && _reader.HasBegun)
            _deadline = _loop.Now + _options.HeadTimeout;
        _timer.Set(_deadline == TimeSpan.Zero ? _loop.Now + _options.IdleTimeout : _deadline);
    }

    private void WaitForRequest()
    {
        _phase = Phase.Reading;
        _deadline = _isFirstRequest ? _loop.Now + _options.HeadTimeout : TimeSpan.Zero;
        _isFirstRequest = false;
    }

    private void BeginBody()
    {
        var head = _reader.Head;
        _deadline = _loop.Now + _options.BodyTimeout;
        var maxBody = _server.Handler.MaxBody(head);
        if (!_reader.BeginBody(maxBody, MaxDiscardedBody) || !_reader.AwaitsBody)
            return;

        // RFC 9110 10.1.1: a server MUST NOT send 100 to HTTP/1.0. A body that nobody wants is not asked for: the final
        // answer comes at once, and the connection ends because the client may send the body or not.
        if (head.MinorVersion == 0 || !head.HasToken("Expect"u8, "100-continue"u8))
            return;
        if (maxBody > 0)
            _channel.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
        else
            _reader.SkipBody();
    }
}
