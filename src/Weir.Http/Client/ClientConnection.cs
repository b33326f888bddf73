using System.Runtime.Versioning;
using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Http.Client;

/// <summary>
/// One HTTP/1.1 connection, used by one thread for one exchange after the other:
/// <see cref="Send"/>, <see cref="ReadHead"/>, then <see cref="ReadBody(Span{byte}, TimeSpan, out HttpFault?)"/> until it gives 0. Body bytes go from the
/// socket straight into the caller's buffer wherever the framing allows it.
/// </summary>
public sealed partial class ClientConnection : IDisposable
{
    private const int InitialBuffer = 8 << 10;
    private const int ChunkBuffer = 64 << 10;

    /// <summary>Interim answers before the final one; a server that sends more is not well.</summary>
    private const int MostInterims = 100_000;

    private readonly BlockingChannel _socket;
    private readonly TimeProvider _time;
    private readonly HeadParser _parser;
    private readonly BodyDecoder _body = new();
    private readonly HeadLimits _limits;
    private byte[] _buffer = new byte[InitialBuffer];
    private int _start;
    private int _end;
    private bool _isBroken;

    public ClientConnection(BlockingChannel socket, TimeProvider time, HeadLimits? limits = null)
    {
        _socket = socket;
        _time = time;
        _limits = limits ?? HeadLimits.Default;
        _parser = new HeadParser(MessageKind.Response, _limits);
    }

    public BlockingChannel Socket => _socket;

    /// <summary>The head of the current answer; valid until the next exchange begins.</summary>
    public Head Head => _parser.Head;

    public BodyFraming Framing { get; private set; }

    /// <summary>Exchanges begun on this connection.</summary>
    public int Exchanges { get; private set; }

    /// <summary>
    /// The last exchange is over, and the connection may carry another. Bytes behind its end belong to nothing that was
    /// asked for, and would be taken for the next answer.
    /// </summary>
    public bool IsReusable =>
        !_isBroken && _body.IsComplete && (Exchanges == 0 || Head.KeepAlive) && _start == _end && !_socket.HasUnread;

    /// <summary>Nothing has come since the last exchange: neither an end nor bytes that nobody asked for.</summary>
    public bool IsQuiet => _start == _end && _socket.IsQuiet;

    /// <summary>Sends a request, with the body that its head announces.</summary>
    public HttpFault? Send(HeadWriter request, ReadOnlySpan<byte> body = default)
    {
        Exchanges++;
        var rest = request.Written[_sentAhead..];
        _sentAhead = 0;
        if ((_socket.Write(rest) ?? _socket.Write(body)) is not { } fault)
            return null;
        _isBroken = true;
        return Exchanges > 1 && fault.Kind == FaultKind.Reset
            ? new HttpFault(HttpFaultKind.ClosedIdle, fault.Reason)
            : HttpFault.Of(fault);
    }

    /// <summary>
    /// Reads the head of the final answer.
    /// </summary>
    /// <param name="timeout">For the whole head; an interim 102 (processing) starts it anew.</param>
    /// <param name="onInterim">Gets the status of each interim answer.</param>
    /// <param name="since">A timestamp from when on it counts; null for now.</param>
    public HttpFault? ReadHead(TimeSpan timeout, bool toHead = false, Action<int>? onInterim = null, long? since = null)
    {
        var started = since ?? _time.GetTimestamp();
        for (var interims = 0; ; interims++)
        {
            if (!_isAhead)
                _parser.Reset();
            _isAhead = false;
            if (ReadOneHead(timeout, ref started) is { } fault)
                return Break(fault);
            if (!Messages.Framing.TryForResponse(Head, toHead, out var framing, out var rejection))
                return Break(HttpFault.Of(rejection));
            if (Head.Status is not (>= 100 and < 200))
            {
                Framing = framing;
                _body.Begin(framing);
                return null;
            }
            if (Head.Status == 101 || interims == MostInterims)
                return Break(new HttpFault(HttpFaultKind.Malformed, $"unexpected interim answer {Head.Status}"));
            if (Head.Status == 102)
                started = _time.GetTimestamp();
            onInterim?.Invoke(Head.Status);
        }
    }

    /// <summary>
    /// Reads body bytes into <paramref name="buffer"/>: at least one, or 0 when the body is over.
    /// </summary>
    /// <param name="timeout">For the first byte; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public int ReadBody(Span<byte> buffer, TimeSpan timeout, out HttpFault? fault)
    {
        fault = null;
        long? started = null;
        while (!_body.IsComplete)
        {
            if (_start < _end)
            {
                var copied = Decode(buffer, out fault);
                if (copied > 0 || fault is not null)
                    return copied;
                continue;
            }

            _socket.SetReadTimeout(Left(timeout, ref started));
            var direct = _body.MaxDirectRead;
            var read = direct > 0 ? Read(buffer[..(int)Math.Min(direct, buffer.Length)]) : Fill();
            if (read.Fault is { } broken)
                fault = Break(HttpFault.Of(broken));
            else if (read.Bytes == 0)
                fault = EndOfStream();
            else if (direct > 0)
                _body.Direct(read.Bytes);
            if (fault is not null || (direct > 0 && read.Bytes > 0))
                return read.Bytes;
        }
        return 0;
    }

    /// <summary>
    /// The next bytes of the body are body and nothing else, and none of them has been read with the head: they may go
    /// through a <see cref="KernelPipe"/>.
    /// </summary>
    public bool MaySplice => _socket is BlockingSocket && _start == _end && _body.MaxDirectRead > 0;

    /// <summary>
    /// As the other, into an empty pipe, while <see cref="MaySplice"/> holds.
    /// </summary>
    [SupportedOSPlatform("linux")]
    public int ReadBody(KernelPipe pipe, int most, TimeSpan timeout, out HttpFault? fault)
    {
        if (!MaySplice || _socket is not BlockingSocket socket)
            throw new InvalidOperationException("These bytes must go through the decoder.");
        _socket.SetReadTimeout(timeout);
        var read = socket.Read(pipe, (int)Math.Min(_body.MaxDirectRead, most));
        fault =
            read.Fault is { } broken ? Break(HttpFault.Of(broken))
            : read.Bytes == 0 ? EndOfStream()
            : null;
        _body.Direct(read.Bytes);
        return read.Bytes;
    }

    /// <summary>Ends whatever another thread waits for on this connection; it is of no further use.</summary>
    public void Interrupt() => _socket.Interrupt();

    public void Dispose() => _socket.Dispose();

    private HttpFault? ReadOneHead(TimeSpan timeout, ref long started)
    {
        while (true)
        {
            if (_start < _end)
            {
                var status = _parser.Parse(_buffer.AsSpan(_start, _end - _start));
                if (status == ParseStatus.Rejected)
                    return HttpFault.Of(_parser.Rejection);
                if (status == ParseStatus.Complete)
                {
                    _start += _parser.Consumed;
                    return null;
                }
            }

            // When the time is over, what has come by then still counts.
            var left = timeout - _time.GetElapsedTime(started);
            var isOver = left <= TimeSpan.Zero;
            MakeRoom(_limits.Head + ChunkBuffer);
            if (!isOver)
                _socket.SetReadTimeout(left);
            var read = isOver ? _socket.ReadNow(_buffer.AsSpan(_end)) : Read(_buffer.AsSpan(_end));
            if (read.Fault is { Kind: FaultKind.TimedOut } && isOver)
                return new HttpFault(HttpFaultKind.TimedOut, $"no answer within {timeout.TotalSeconds:0.#} s");
            if (read.Fault is { Kind: FaultKind.TimedOut })
                continue;
            if (read is { Fault: null, Bytes: > 0 })
            {
                _end += read.Bytes;
                continue;
            }
            var isIdle = Exchanges > 1 && _start == _end && !_parser.HasBegun;
            if (isIdle && read.Fault is null or { Kind: FaultKind.Reset })
                return new HttpFault(HttpFaultKind.ClosedIdle, "the server closed the connection");
            return read.Fault is { } fault
                ? HttpFault.Of(fault)
                : new HttpFault(HttpFaultKind.Broken, "the server closed the connection without an answer");
        }
    }

    private int Decode(Span<byte> buffer, out HttpFault? fault)
    {
        fault = null;
        var input = _buffer.AsSpan(_start, Math.Min(_end - _start, buffer.Length));
        var status = _body.Decode(input, out var consumed, out var data);
        data.CopyTo(buffer);
        _start += consumed;
        if (status == DecodeStatus.Rejected)
            fault = Break(HttpFault.Of(_body.Rejection));
        return data.Length;
    }

    /// <summary>What is left of a time-out: the framing of chunks may take several reads before the first byte.</summary>
    private TimeSpan Left(TimeSpan timeout, ref long? started)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return timeout;
        started ??= _time.GetTimestamp();
        var left = timeout - _time.GetElapsedTime(started.Value);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private Transferred Fill()
    {
        MakeRoom(ChunkBuffer);
        var read = Read(_buffer.AsSpan(_end));
        _end += read.Bytes;
        return read;
    }

    private Transferred Read(Span<byte> buffer)
    {
        if (_faultAhead is not { } fault)
            return _socket.Read(buffer);
        _faultAhead = null;
        return Transferred.Failed(fault);
    }

    private void MakeRoom(int most)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length && _buffer.Length < most)
            Array.Resize(ref _buffer, Math.Min(most, _buffer.Length * 2));
    }

    private HttpFault? EndOfStream()
    {
        _isBroken = true;
        return _body.OnEndOfStream() == ParseStatus.Complete
            ? null
            : new HttpFault(HttpFaultKind.Broken, "the connection ended before the body did");
    }

    private HttpFault Break(HttpFault fault)
    {
        _isBroken = true;
        return fault;
    }
}
