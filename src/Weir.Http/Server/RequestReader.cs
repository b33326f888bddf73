using System.Buffers;
using Weir.Http.Messages;

namespace Weir.Http.Server;

internal enum RequestStep
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>The head is there and its framing is sound; <see cref="RequestReader.BeginBody"/> comes next.</summary>
    Head,

    /// <summary>The whole request is there.</summary>
    Complete,

    Rejected,
}

/// <summary>
/// Makes requests of the bytes of one connection, strictly in order. Pure: bytes come in by <see cref="TryRoom"/> and
/// <see cref="Commit"/>, steps come out of <see cref="Next"/>.
/// </summary>
/// <param name="memory">What it needs beyond its first buffer it takes from there; without it the request is refused.</param>
internal sealed class RequestReader(HeadLimits limits, RequestMemory memory)
{
    /// <summary>Most heads fit; each connection may have one.</summary>
    private const int FirstBuffer = 4096;

    private enum State
    {
        Head,
        Body,
        Complete,
        Rejected,
    }

    private readonly HeadParser _parser = new(MessageKind.Request, limits);
    private readonly BodyDecoder _decoder = new();
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private byte[] _body = [];
    private int _bodyLength;
    private int _maxBody;
    private bool _isBodyKept;
    private BodyFraming _framing;
    private State _state;

    public Head Head => _parser.Head;

    /// <summary>The body of a complete request, when it was to be kept.</summary>
    public ReadOnlyMemory<byte> Body => _body.AsMemory(0, _bodyLength);

    public Rejection Rejection { get; private set; }

    /// <summary>Whether any byte of the next request has come.</summary>
    public bool HasBegun => _state != State.Head || _end > _start || _parser.HasBegun;

    /// <summary>Whether a body is announced that has not been read to its end.</summary>
    public bool AwaitsBody => !_decoder.IsComplete;

    /// <summary>Room for at least one more byte: a head that fills all of it is refused before, by its limits.</summary>
    /// <returns>False when there is no memory for it: then the next step is the refusal.</returns>
    public bool TryRoom(out Span<byte> room)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        room = default;
        if (_end == _buffer.Length && !TryGrow(ref _buffer, _end, Math.Max(FirstBuffer, _buffer.Length * 2)))
            return false;
        room = _buffer.AsSpan(_end);
        return true;
    }

    public void Commit(int count) => _end += count;

    public RequestStep Next()
    {
        switch (_state)
        {
            case State.Head:
                return ReadHead();
            case State.Body:
                return ReadBody();
            case State.Complete:
                return RequestStep.Complete;
            default:
                return RequestStep.Rejected;
        }
    }

    /// <summary>Says what to do with the body of the head just read.</summary>
    /// <param name="maxKept">Bytes to keep for the handler; 0 to read over up to <paramref name="maxDiscarded"/>.</param>
    /// <returns>False when its announced length is too large: nothing of it needs to be read to know.</returns>
    public bool BeginBody(int maxKept, int maxDiscarded)
    {
        _isBodyKept = maxKept > 0;
        _maxBody = _isBodyKept ? maxKept : maxDiscarded;
        _decoder.Begin(_framing);
        if (_framing.Length <= _maxBody)
            return true;
        RejectTooLarge();
        return false;
    }

    /// <summary>Takes the request as it is: its body will not be read, and so nothing behind it either.</summary>
    public void SkipBody() => _state = State.Complete;

    /// <summary>What has come behind the request, which is no request any more; valid until the next call.</summary>
    public ReadOnlySpan<byte> TakeUnread()
    {
        var unread = _buffer.AsSpan(_start, _end - _start);
        _start = _end;
        return unread;
    }

    /// <summary>Makes ready for the next request, whose first bytes may be here already.</summary>
    public void Reset()
    {
        _parser.Reset();
        _state = State.Head;
        _bodyLength = 0;
        GiveBack(ref _body);
        if (_start == _end)
            ReleaseBuffer();
    }

    /// <summary>Gives the buffers back. The body of a request must not be in use any more.</summary>
    public void Release()
    {
        Reset();
        ReleaseBuffer();
    }

    private RequestStep ReadHead()
    {
        if (_start == _end)
            return RequestStep.NeedMore;
        switch (_parser.Parse(_buffer.AsSpan(_start, _end - _start)))
        {
            case ParseStatus.NeedMore:
                return RequestStep.NeedMore;
            case ParseStatus.Rejected:
                return Reject(_parser.Rejection);
            default:
                _start += _parser.Consumed;
                if (!Framing.TryForRequest(Head, out _framing, out var rejection))
                    return Reject(rejection);
                _state = State.Body;
                return RequestStep.Head;
        }
    }

    private RequestStep ReadBody()
    {
        while (true)
        {
            var input = _buffer.AsSpan(_start, _end - _start);
            var status = _decoder.Decode(input, out var consumed, out var data);
            _start += consumed;
            switch (status)
            {
                case DecodeStatus.NeedMore when !_decoder.IsComplete:
                    return RequestStep.NeedMore;
                case DecodeStatus.Rejected:
                    return Reject(_decoder.Rejection);
                case DecodeStatus.Data:
                    if (!TryKeep(data))
                        return RequestStep.Rejected;
                    break;
                default:
                    _state = State.Complete;
                    return RequestStep.Complete;
            }
        }
    }

    /// <summary>Counts the body, also one that is read over: its bound holds for chunked bodies too.</summary>
    private bool TryKeep(ReadOnlySpan<byte> data)
    {
        if (data.Length > _maxBody)
        {
            RejectTooLarge();
            return false;
        }

        _maxBody -= data.Length;
        if (!_isBodyKept)
            return true;
        if (_body.Length - _bodyLength < data.Length && !TryGrow(ref _body, _bodyLength, _bodyLength + data.Length))
            return false;
        data.CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength += data.Length;
        return true;
    }

    private void RejectTooLarge() => Reject(new Rejection(413, "The request's body is too large."));

    private RequestStep Reject(Rejection rejection)
    {
        _state = State.Rejected;
        Rejection = rejection;
        return RequestStep.Rejected;
    }

    private void ReleaseBuffer()
    {
        GiveBack(ref _buffer);
        _start = _end = 0;
    }

    private bool TryGrow(ref byte[] buffer, int used, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, buffer.Length + 1));
        if (!memory.TryTake(CostOf(larger)))
        {
            ArrayPool<byte>.Shared.Return(larger);
            Reject(new Rejection(503, "Too many requests are on their way."));
            return false;
        }

        buffer.AsSpan(0, used).CopyTo(larger);
        GiveBack(ref buffer);
        buffer = larger;
        return true;
    }

    private void GiveBack(ref byte[] buffer)
    {
        if (buffer.Length == 0)
            return;
        memory.Return(CostOf(buffer));
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private static int CostOf(byte[] buffer) => buffer.Length <= FirstBuffer ? 0 : buffer.Length;
}
