using Weir.Http.Messages;

namespace Weir.Load.Requests;

/// <summary>One answer after the other as it comes from a socket, compared with the file on the way. No I/O.</summary>
internal sealed class AnswerReader(Reference reference)
{
    private const int FirstBuffer = 16 << 10;
    private const int LargestBuffer = 128 << 10;
    private const string OtherBytes = "the answer has other bytes than the file had before the run";

    private readonly HeadParser _parser = new(MessageKind.Response);
    private readonly BodyDecoder _body = new();
    private byte[] _buffer = new byte[FirstBuffer];
    private int _end;
    private int _at;
    private bool _hasHead;
    private bool _hasRest;

    /// <summary>The answer is whole, and the file.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What is wrong with it, in a clause.</summary>
    public string? Problem { get; private set; }

    /// <summary>What is wrong are its bytes.</summary>
    public bool IsWrong { get; private set; }

    /// <summary>Something of it has come.</summary>
    public bool HasBegun => _hasHead || _end > 0;

    /// <summary>The connection may carry another request.</summary>
    public bool MayReuse => IsComplete && !_hasRest && _parser.Head.KeepAlive;

    public void Reset()
    {
        _parser.Reset();
        _end = _at = 0;
        _hasHead = _hasRest = IsComplete = IsWrong = false;
        Problem = null;
    }

    /// <summary>Where the next bytes go.</summary>
    public Span<byte> Room()
    {
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, LargestBuffer));
        return _buffer.AsSpan(_end);
    }

    /// <summary>Takes so many bytes that have come into <see cref="Room"/>.</summary>
    public void Take(int count)
    {
        _end += count;
        if (Problem is not null || IsComplete)
            return;
        var from = 0;
        while (!_hasHead)
        {
            if (!TryHead(from, out var length))
                return;
            from += length;
        }

        TakeBody(from);
    }

    /// <summary>The server sends nothing more.</summary>
    public void End()
    {
        if (_hasHead && Problem is null && !IsComplete && _body.OnEndOfStream() == ParseStatus.Complete)
            Finish();
    }

    /// <returns>False when there is no whole head yet, or a wrong one.</returns>
    private bool TryHead(int from, out int length)
    {
        length = 0;
        var status = _parser.Parse(_buffer.AsSpan(from, _end - from));
        if (status == ParseStatus.Rejected)
            Problem = $"malformed answer: {_parser.Rejection.Reason}";
        if (status != ParseStatus.Complete)
        {
            Keep(from);
            return false;
        }

        length = _parser.Consumed;
        if (_parser.Head.Status is >= 100 and < 200)
        {
            // An interim answer, and a head of its own (RFC 9110 15.2).
            _parser.Reset();
            return true;
        }

        if (_parser.Head.Status != 200)
            Problem = $"answered {_parser.Head.Status}";
        else if (!Framing.TryForResponse(_parser.Head, toHead: false, out var framing, out var rejection))
            Problem = $"malformed answer: {rejection.Reason}";
        else
            _body.Begin(framing);
        _hasHead = true;
        return true;
    }

    private void TakeBody(int from)
    {
        while (Problem is null && !_body.IsComplete && from < _end)
        {
            var status = _body.Decode(_buffer.AsSpan(from, _end - from), out var consumed, out var data);
            from += consumed;
            if (status == DecodeStatus.Rejected)
                Problem = $"malformed answer: {_body.Rejection.Reason}";
            else if (status == DecodeStatus.Data)
                Compare(data);
            else if (consumed == 0)
                break;
        }

        Keep(from);
        if (Problem is null && _body.IsComplete)
            Finish();
    }

    private void Compare(ReadOnlySpan<byte> data)
    {
        IsWrong =
            data.Length > reference.Bytes.Length - _at || !data.SequenceEqual(reference.Bytes.AsSpan(_at, data.Length));
        _at += data.Length;
        if (IsWrong)
            Problem = OtherBytes;
    }

    private void Finish()
    {
        // Bytes behind the end belong to nothing that was asked for.
        _hasRest = _end > 0;
        IsWrong = _at != reference.Bytes.Length;
        if (IsWrong)
            Problem = OtherBytes;
        else
            IsComplete = true;
    }

    /// <summary>What is not used yet moves to the front.</summary>
    private void Keep(int from)
    {
        if (from > 0 && from < _end)
            _buffer.AsSpan(from, _end - from).CopyTo(_buffer);
        _end -= from;
    }
}
