using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.Loop;
using Weir.Transport.Shaping;

namespace Weir.Http.Server;

/// <summary>Sends one head and its body under a gate. Loop only.</summary>
internal sealed class ResponseSender(LoopChannel channel, SendGate gate)
{
    private const int BytesPerLook = 1024 * 1024;

    private byte[] _joined = [];
    private ReadOnlyMemory<byte> _head;
    private int _bodyInHead;
    private ReadOnlyMemory<byte> _bytes;
    private SafeFileHandle? _file;
    private long _offset;
    private long _fileLeft;
    private SafeFileHandle? _loadedFile;
    private long _loadedTo;
    private Grant? _grant;
    private ChunkedStream? _stream;
    private BodyVersion? _version;
    private ReadOnlyMemory<BodyPart> _parts;
    private bool _isJoinedWrong;
    private bool _isBlind;
    private int _sinceLook;

    /// <summary>The head goes without its body, and ends the turn.</summary>
    private bool _isHeadAlone;

    /// <summary>Bytes of the body that the kernel has taken.</summary>
    public long BodySent { get; private set; }

    /// <summary>Whether any byte of this answer has gone.</summary>
    public bool HasBegun { get; private set; }

    public TimeSpan NotBefore => _grant?.At ?? TimeSpan.Zero;

    /// <summary>What can be sent now; of a streamed body, what is there of it.</summary>
    private long Left => _head.Length + _bytes.Length + _fileLeft + (_stream?.Available ?? 0);

    public void Begin(
        ReadOnlyMemory<byte> head,
        ReadOnlyMemory<byte> bytes,
        SafeFileHandle? file,
        long offset,
        long length,
        BodyVersion? version,
        ReadOnlyMemory<BodyPart> parts,
        bool sendsHeadFirst
    )
    {
        _head = head;
        _bytes = bytes;
        _file = file;
        _offset = offset;
        _fileLeft = file is null || !parts.IsEmpty ? 0 : length;
        _loadedTo = 0;
        _stream = null;
        _version = version;
        _parts = parts;
        _isJoinedWrong = false;
        _isBlind = false;
        _sinceLook = 0;
        BodySent = 0;
        HasBegun = false;
        _isHeadAlone = sendsHeadFirst;
        if (length is > 0 and <= Exchange.SmallBody && parts.IsEmpty)
            Join((int)length);
    }

    /// <summary>Lets go of what an answer needed.</summary>
    public void Release()
    {
        if (_joined.Length > 0)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = [];
        _bodyInHead = 0;
        (_head, _bytes, _file, _stream, _loadedFile) = (default, default, null, null, null);
        (_version, _parts) = (null, default);
    }

    /// <summary>The body of the answer that has just begun comes from <paramref name="body"/>.</summary>
    public void Stream(StreamedBody body, bool isChunked) => _stream = new ChunkedStream(body, isChunked);

    /// <summary>Sends as much as gate, kernel and <paramref name="turn"/> allow.</summary>
    /// <remarks>A channel that encrypts holds bytes back: the answer is out when the kernel has those as well.</remarks>
    public SendStep Push(TimeSpan now, int turn)
    {
        var step = PushParts(now, turn);
        if (step is SendStep.Failed or SendStep.Truncated)
            return step;
        var flushed = channel.Flush().Status;
        return flushed == IoStatus.Failed ? SendStep.Failed
            : flushed == IoStatus.WouldBlock && step == SendStep.Complete ? SendStep.Blocked
            : step;
    }

    private SendStep PushParts(TimeSpan now, int turn)
    {
        while (true)
        {
            if (_stream is not null && _stream.Refill() == BodyStep.Failed)
                return Leave(SendStep.Truncated, now);
            if (Left == 0 && !NextPart())
                break;
            if (_isJoinedWrong || HasChanged(turn))
                return Leave(SendStep.Changed, now);
            if (turn <= 0)
                return SendStep.TurnOver;
            if (_isHeadAlone && _head.IsEmpty)
            {
                _isHeadAlone = false;
                return SendStep.TurnOver;
            }

            if (!_isHeadAlone && IsCold(turn))
                return SendStep.Cold;
            _grant ??= gate.Ask((int)Math.Min(_isHeadAlone ? _head.Length : Left, turn), now);
            if (_grant is not { } grant)
                return SendStep.Paused;
            if (grant.At > now)
                return SendStep.Held;

            var result = SendOnce(grant.Bytes, now);
            if (result.Status != IoStatus.Moved)
                return Leave(Explain(result.Status), now);
            HasBegun = true;
            if (IsAfterStretch(result.Bytes) && !_version!.IsStill(_file!))
                return Leave(SendStep.Changed, now);
            turn -= result.Bytes;
            _grant = result.Bytes < grant.Bytes ? grant with { Bytes = grant.Bytes - result.Bytes } : null;
        }

        return Leave(_stream is null or { IsOver: true } ? SendStep.Complete : SendStep.Starved, now);
    }

    /// <summary>What <see cref="SendStep.Cold"/> asks for: the next turn's bytes, to be brought into memory on another thread.</summary>
    public ColdPart Cold(int turn)
    {
        var (file, offset, left) = NextOfFile();
        return new ColdPart(file!, offset, (int)Math.Min(turn, left));
    }

    /// <summary>It is in memory now.</summary>
    public void Loaded(ColdPart part) => (_loadedFile, _loadedTo) = (part.File, part.Offset + part.Count);

    /// <summary>Gives back what is granted and not sent, because the gate has changed its mind or this answer is over.</summary>
    public void ReturnGrant(TimeSpan now)
    {
        if (_grant is { } grant)
            gate.Return(grant.Bytes, now);
        _grant = null;
    }

    /// <summary>The head goes with MSG_MORE, so that it travels with the first bytes of the body, unless it goes alone.</summary>
    private IoResult SendOnce(int most, TimeSpan now)
    {
        if (_head.Length > 0)
        {
            var part = _head.Span[..Math.Min(most, _head.Length)];
            var result = channel.Write(part, isMoreComing: Left > part.Length && !_isHeadAlone);
            _head = _head[result.Bytes..];
            CountBody(Math.Max(0, Math.Min(result.Bytes, _bodyInHead - _head.Length)), now);
            return result;
        }

        if (_stream is not null)
        {
            var streamed = _stream.Send(channel, most, out var body);
            gate.CountBody(body, now);
            BodySent += body;
            return streamed;
        }

        var sent = _file is null
            ? channel.Write(_bytes.Span[..Math.Min(most, _bytes.Length)])
            : channel.SendFile(_file, _offset, (int)Math.Min(most, _fileLeft));
        if (sent.Bytes > 0)
        {
            CountBody(sent.Bytes, now);
            if (_file is null)
                _bytes = _bytes[sent.Bytes..];
            else
                (_offset, _fileLeft) = (_offset + sent.Bytes, _fileLeft - sent.Bytes);
        }

        return sent;
    }

    /// <summary>Goes on to the next stretch of the file and what goes before it.</summary>
    private bool NextPart()
    {
        if (_parts.IsEmpty)
            return false;
        var part = _parts.Span[0];
        _parts = _parts[1..];
        _head = part.Head;
        _bodyInHead = part.Head.Length;
        (_offset, _fileLeft, _loadedTo) = (part.Offset, part.Length, 0);
        return true;
    }

    /// <summary>
    /// Looks at the file before its last bytes go. sendfile takes pages and not copies, so that a write into pages that are
    /// still on their way is seen after them; with the last bytes unsent the client cannot have taken the answer for whole.
    /// </summary>
    private bool HasChanged(int turn) =>
        _version is not null
        && _file is not null
        && _head.IsEmpty
        && _fileLeft > 0
        && _fileLeft <= turn
        && _parts.Length <= 1
        && !_version.IsStill(_file);

    /// <summary>Every so many bytes it is time for another look, which costs about as much as sending 4 KiB.</summary>
    private bool IsAfterStretch(int sent)
    {
        if (_version is null || _file is null || _fileLeft == 0 || (_sinceLook += sent) < BytesPerLook)
            return false;
        _sinceLook = 0;
        return true;
    }

    private void CountBody(int sent, TimeSpan now)
    {
        if (sent == 0)
            return;
        gate.CountBody(sent, now);
        BodySent += sent;
    }

    /// <summary>Not for a file that the kernel has not in memory, or that is shorter than promised: those go the long way.</summary>
    private void Join(int length)
    {
        if (_file is null && _bytes.IsEmpty)
            return;
        var joined = ArrayPool<byte>.Shared.Rent(_head.Length + length);
        var body = joined.AsSpan(_head.Length, length);
        if (_file is null)
            _bytes.Span.CopyTo(body);
        else if (PageCache.Read(_file, _offset, body, ref _isBlind) != length)
        {
            ArrayPool<byte>.Shared.Return(joined);
            return;
        }

        // What was read into memory is sent as it is; it was what the head says if the file is still what it was.
        _isJoinedWrong = _file is not null && _version is not null && !_version.IsStill(_file);
        _head.CopyTo(joined);
        _head = joined.AsMemory(0, _head.Length + length);
        _joined = joined;
        _bodyInHead = length;
        (_bytes, _file, _fileLeft) = (default, null, 0);
    }

    /// <summary>Looks at the last byte of the turn, once: files are read in order, so what lies before it is there as well.</summary>
    private bool IsCold(int turn)
    {
        var (file, offset, left) = NextOfFile();
        if (file != _loadedFile)
            (_loadedFile, _loadedTo) = (file, 0);
        if (file is null || offset < _loadedTo)
            return false;
        var end = offset + Math.Min(turn, left);
        if (left == 0 || !PageCache.Has(file, end - 1, ref _isBlind))
            return left > 0;
        _loadedTo = end;
        return false;
    }

    private (SafeFileHandle? File, long Offset, long Left) NextOfFile() =>
        _stream?.Stretch is { File: { } file } stretch
            ? (file, stretch.Offset, stretch.Count)
            : (_file, _offset, _fileLeft);

    private static SendStep Explain(IoStatus status) =>
        status switch
        {
            IoStatus.WouldBlock => SendStep.Blocked,
            IoStatus.Ended => SendStep.Truncated,
            _ => SendStep.Failed,
        };

    private SendStep Leave(SendStep step, TimeSpan now)
    {
        ReturnGrant(now);
        return step;
    }
}
