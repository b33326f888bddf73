using Weir.Http.Messages;
using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>Step 4 of a request's life: the handler answers, or the server itself does.</summary>
internal sealed partial class HttpConnection
{
    private void Handle()
    {
        BeginExchange(hasHead: true);
        _keepsAlive = _reader.Head.KeepAlive && !_reader.AwaitsBody && !_server.IsDraining;
        _exchange.RequestBody = _reader.Body;
        _phase = Phase.Handling;
        try
        {
            var task = _server.Handler.HandleAsync(_exchange);
            _handling = task.ConfigureAwait(false).GetAwaiter();
            _isHandlerRunning = true;
            if (!_handling.IsCompleted)
            {
                _timer.Cancel();
                _handling.UnsafeOnCompleted(_postHandled);
                return;
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
            return;
        }

        FinishHandling();
    }

    /// <summary>The handler has completed later, on another thread; this is the loop again.</summary>
    private void OnHandled()
    {
        if (_phase == Phase.Closed)
        {
            // The client left meanwhile; only now the handler holds nothing of the exchange any more.
            _isHandlerRunning = false;
            ReleaseExchange();
            return;
        }

        FinishHandling();
        Advance();
    }

    /// <summary>The handler holds the request back. What it posts comes before its completion, so never into an answer.</summary>
    private void SendProcessing()
    {
        if (_phase != Phase.Handling)
            return;
        _isHeld = true;
        if (_hasPeerFinished || !TryWriteInterim("HTTP/1.1 102 Processing\r\n\r\n"u8))
            End(ExchangeOutcome.AbortedByClient, isReset: true);
    }

    private void SendInterim(ReadOnlySpan<byte> head)
    {
        if (_phase == Phase.Handling && !TryWriteInterim(head))
            End(ExchangeOutcome.AbortedByClient, isReset: true);
    }

    /// <summary>A client that reads nothing gets none, and true. False for a part of one, which could not be taken back.</summary>
    private bool TryWriteInterim(ReadOnlySpan<byte> head)
    {
        if (_reader.Head.MinorVersion == 0)
            return true;
        var result = _channel.Write(head);
        return result.Status == IoStatus.Moved ? result.Bytes == head.Length : result.Status == IoStatus.WouldBlock;
    }

    private void FinishHandling()
    {
        _isHandlerRunning = false;
        try
        {
            _handling.GetResult();
        }
        catch (Exception exception)
        {
            Fault(exception);
            return;
        }

        if (_exchange.Status == 0)
            Fault(new InvalidOperationException("The handler has not answered."));
        else
            Respond();
    }

    /// <summary>The edge of what a handler may break: one exchange, never the loop.</summary>
    private void Fault(Exception exception)
    {
        _server.Faulted?.Invoke(exception);
        Refuse(new Rejection(500, "Internal error."));
    }

    /// <summary>The server's own answer, the last of the connection.</summary>
    private void Refuse(Rejection rejection)
    {
        _exchange.Respond(rejection.Status, rejection.Reason);
        if (_options.OwnField is { } field)
            _exchange.Fields.Field(field.Name.Span, field.Value);
        _exchange.Close();
        Respond();
    }

    /// <summary>Completes the head and hands the answer to the sender.</summary>
    private void Respond()
    {
        var exchange = _exchange;
        _keepsAlive &= !exchange.MustClose;
        var isHead = exchange.HasHead && _reader.Head.Method.SequenceEqual("HEAD"u8);
        // RFC 9110 9.3.6: what follows a 2xx to CONNECT is no body, and the connection is as open as the tunnel.
        var isTunnel = exchange.Tunnel is not null;
        var hasBody = exchange.Status is >= 200 and not 204 and not 304 && !isTunnel;
        var isSent = hasBody && !isHead;
        var isChunked = isSent && exchange.BodyLength is null && _reader.Head.MinorVersion == 1;
        // RFC 9110 8.6: no Content-Length with 1xx and 204; a 304 may leave it out.
        if (hasBody && exchange.BodyLength is { } length)
            exchange.Fields.Field("Content-Length"u8, length);
        else if (isChunked)
            exchange.Fields.Field("Transfer-Encoding"u8, "chunked"u8);
        else if (isSent)
            // RFC 9112 6.1: no Transfer-Encoding to HTTP/1.0; the end of the connection is the end of the body.
            _keepsAlive = false;
        if (!_keepsAlive && !isTunnel)
            exchange.Fields.Field("Connection"u8, "close"u8);
        else if (!isTunnel && _reader.Head.MinorVersion == 0)
            exchange.Fields.Field("Connection"u8, "keep-alive"u8);
        exchange.Fields.End();

        _sender.Begin(
            exchange.Fields.WrittenMemory,
            isSent ? exchange.Bytes : default,
            isSent ? exchange.File?.Handle : null,
            exchange.FileOffset,
            exchange.BodyLength ?? 0,
            exchange.FileVersion,
            isSent ? exchange.Parts : default,
            exchange.SendsHeadFirst
        );
        if (isSent && exchange.Stream is { } stream)
        {
            stream.Attach(_postReady ??= PostReady);
            _sender.Stream(stream, isChunked);
        }

        _expectedBytes = isSent ? exchange.BodyLength : 0;
        _phase = Phase.Sending;
        var notBefore = _requestAt + _server.Gate.Latency;
        if (notBefore <= _loop.Now)
            return;
        _phase = Phase.Delayed;
        _timer.Set(notBefore);
    }
}
