using System.Buffers.Binary;
using Weir.Transport.Blocking;

namespace Weir.Transport.Tls;

// TLSPlaintext (RFC 8446 5.1):   type:u8 | version:u16 | length:u16 | fragment
// Alert (RFC 8446 6):            level:u8 | description:u8

/// <summary>
/// What <see cref="System.Net.Security.SslStream"/> takes for its network on a client: a blocking socket that is read far
/// ahead and given out record by record, so that one system call brings many records. A fault is kept as a value.
/// </summary>
internal sealed class RecordStream(BlockingSocket socket) : Stream
{
    private const int Header = 5;
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
    private int _start;
    private int _end;
    private int _recordLeft;
    private HandshakeLimit? _limit;

    /// <summary>How long the handshake may last, and who may call it off.</summary>
    private sealed record HandshakeLimit(long Started, TimeSpan Most, TimeProvider Time, Func<bool> IsCancelled);

    /// <summary>Why the last read or write failed.</summary>
    public NetworkFault? Fault { get; private set; }

    /// <summary>The socket has ended, whether TLS had said so or not.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The first thing that the peer sent was no TLS.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>The description of an alert that came instead of the peer's half of the handshake.</summary>
    public byte? FirstAlert { get; private set; }

    /// <summary>Whether anything has come.</summary>
    public bool HasBegun { get; private set; }

    public bool HasBuffered => _start < _end;

    /// <summary>Whether the next record can be read without the network.</summary>
    public bool HasWholeRecord => _recordLeft == 0 && _end - _start >= Header && _end - _start >= RecordLength;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private int RecordLength => Header + BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start + 3));

    public void BeginHandshake(TimeSpan most, TimeProvider time, Func<bool> isCancelled) =>
        _limit = new HandshakeLimit(time.GetTimestamp(), most, time, isCancelled);

    public void EndHandshake() => _limit = null;

    public override int Read(Span<byte> buffer)
    {
        if (_recordLeft == 0)
        {
            while (_end - _start < Header && Receive()) { }
            if (_end - _start >= Header)
                _recordLeft = RecordLength;
        }
        else if (_start == _end)
        {
            Receive();
        }

        var available = Math.Min(buffer.Length, _end - _start);
        var count = _recordLeft > 0 ? Math.Min(available, _recordLeft) : available;
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        _recordLeft -= Math.Min(_recordLeft, count);
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (socket.Write(buffer) is { } fault)
            throw Failed(fault);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Receives once, behind what is there; false at the end of the stream.</summary>
    private bool Receive()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = Await();
        if (read.Fault is { } fault)
            throw Failed(fault);
        if (read.Bytes == 0)
        {
            HasEnded = true;
            return false;
        }

        _end += read.Bytes;
        if (!HasBegun)
            Recognize();
        return true;
    }

    private Transferred Await()
    {
        while (_limit is { } limit)
        {
            var left = limit.Most - limit.Time.GetElapsedTime(limit.Started);
            if (limit.IsCancelled())
                return Transferred.Failed(Faults.Interrupted);
            if (left <= TimeSpan.Zero)
                return Transferred.Failed(
                    new NetworkFault(FaultKind.TimedOut, $"no TLS handshake within {limit.Most.TotalSeconds:0.#} s")
                );
            socket.SetReadTimeout(left < Slice ? left : Slice);
            var read = socket.Read(_buffer.AsSpan(_end));
            if (read.Fault is not { Kind: FaultKind.TimedOut })
                return read;
        }

        return socket.Read(_buffer.AsSpan(_end));
    }

    private void Recognize()
    {
        HasBegun = true;
        IsForeign = _buffer[0] is not (Handshake or Alert);
        if (_buffer[0] == Alert && _end >= Header + 2)
            FirstAlert = _buffer[Header + 1];
    }

    private IOException Failed(NetworkFault fault)
    {
        Fault = fault;
        return new IOException(fault.Reason);
    }
}
