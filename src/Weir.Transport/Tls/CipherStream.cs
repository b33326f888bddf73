using System.Buffers;
using System.Threading.Tasks.Sources;
using Weir.Transport.Loop;

namespace Weir.Transport.Tls;

/// <summary>
/// What <see cref="System.Net.Security.SslStream"/> takes for its network: ciphertext that the loop has received, and
/// ciphertext that the loop will send. A read that finds nothing is parked until <see cref="Resume"/>; a write never waits.
/// </summary>
/// <remarks>One thread at a time: the loop's, or during a step of the handshake that of its worker.</remarks>
internal sealed class CipherStream(LoopSocket socket) : Stream, IValueTaskSource<int>
{
    /// <summary>One TLS record (RFC 8446 5.1) fits; it is held only while there is something in it.</summary>
    private const int ReceiveBuffer = 16 * 1024;

    private ManualResetValueTaskSourceCore<int> _source;
    private Memory<byte> _wanted;
    private bool _isParked;
    private byte[] _in = [];
    private int _inStart;
    private int _inEnd;
    private byte[] _out = [];
    private int _outStart;
    private int _outEnd;

    /// <summary>Whether a read may receive from the socket itself: the loop's thread is the one that reads.</summary>
    public bool IsOnLoop { get; set; }

    /// <summary>Whether the socket may have something; false once it has said that it has not.</summary>
    public bool MayReceive { get; set; } = true;

    /// <summary>Whether what is written waits for what comes behind it.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>Bytes that may still be received before others of the loop have their turn.</summary>
    public int Budget { get; set; }

    /// <summary>Nothing more comes: the peer's end, or a failure.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Ciphertext that the kernel has not taken yet.</summary>
    public int Unsent => _outEnd - _outStart;

    /// <summary>Ciphertext that has come and that nobody has taken yet.</summary>
    public ReadOnlySpan<byte> Received => _in.AsSpan(_inStart, _inEnd - _inStart);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Receives once, when all that has come before is taken. Loop only.</summary>
    public IoStatus Receive()
    {
        if (!MayReceive)
            return IoStatus.WouldBlock;
        if (_in.Length == 0)
            _in = ArrayPool<byte>.Shared.Rent(ReceiveBuffer);
        var result = socket.Read(_in);
        (_inStart, _inEnd) = (0, result.Bytes);
        Budget -= result.Bytes;
        if (result.Status == IoStatus.Moved)
            return IoStatus.Moved;
        ReturnIn();
        MayReceive = false;
        HasEnded = result.Status != IoStatus.WouldBlock;
        return result.Status;
    }

    /// <summary>Sends what waits; <see cref="IoStatus.Moved"/> when nothing waits any more. Loop only.</summary>
    public IoResult Send()
    {
        while (_outStart < _outEnd)
        {
            var result = socket.Write(_out.AsSpan(_outStart, _outEnd - _outStart));
            if (result.Status != IoStatus.Moved)
                return result;
            _outStart += result.Bytes;
        }

        ReturnOut();
        return IoResult.Moved(0);
    }

    /// <summary>Goes on with a parked read when there is something for it, on this very thread.</summary>
    public void Resume()
    {
        if (!_isParked || !TryTake(_wanted.Span, out var count))
            return;
        _isParked = false;
        _wanted = default;
        _source.SetResult(count);
    }

    /// <summary>A parked read gets the end of the stream, and so lets go of its buffers.</summary>
    public void End()
    {
        HasEnded = true;
        Resume();
    }

    public void Release()
    {
        ReturnIn();
        ReturnOut();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryTake(buffer.Span, out var count))
            return new ValueTask<int>(count);
        _source.Reset();
        _wanted = buffer;
        _isParked = true;
        return new ValueTask<int>(this, _source.Version);
    }

    /// <remarks>Straight to the kernel where that takes it; only the rest is copied.</remarks>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsOnLoop && !IsHeldBack && Unsent == 0)
            buffer = buffer[socket.Write(buffer).Bytes..];
        if (buffer.IsEmpty)
            return;
        if (_out.Length - _outEnd < buffer.Length)
            MakeRoom(buffer.Length);
        buffer.CopyTo(_out.AsSpan(_outEnd));
        _outEnd += buffer.Length;
    }

    private void MakeRoom(int count)
    {
        var waiting = _outEnd - _outStart;
        var larger = ArrayPool<byte>.Shared.Rent(waiting + count);
        _out.AsSpan(_outStart, waiting).CopyTo(larger);
        ReturnOut();
        (_out, _outEnd) = (larger, waiting);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A read that would have to wait cannot be made here.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _source.OnCompleted(continuation, state, token, flags);

    /// <summary>A read of 0 bytes asks only whether there is something: so that who waits holds no buffer.</summary>
    private bool TryTake(Span<byte> destination, out int count)
    {
        count = 0;
        if (_inStart == _inEnd && !HasEnded && IsOnLoop && Budget > 0)
            Receive();
        if (_inStart == _inEnd)
            return HasEnded;
        count = Math.Min(destination.Length, _inEnd - _inStart);
        _in.AsSpan(_inStart, count).CopyTo(destination);
        _inStart += count;
        if (_inStart == _inEnd)
            ReturnIn();
        return true;
    }

    private void ReturnIn()
    {
        if (_in.Length > 0)
            ArrayPool<byte>.Shared.Return(_in);
        _in = [];
        _inStart = _inEnd = 0;
    }

    private void ReturnOut()
    {
        if (_out.Length > 0)
            ArrayPool<byte>.Shared.Return(_out);
        _out = [];
        _outStart = _outEnd = 0;
    }
}
