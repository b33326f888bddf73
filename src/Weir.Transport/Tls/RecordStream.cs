using System.Buffers.Binary;

namespace Weir.Transport.Tls;

// TLSPlaintext (RFC 8446 5.1):   type:u8 | version:u16 | length:u16 | fragment

/// <summary>
/// What <see cref="System.Net.Security.SslStream"/> takes for its network on a client: a blocking socket that is read far
/// ahead and given out record by record, so that one system call brings many records.
/// </summary>
internal sealed class RecordStream(TlsWire wire) : Stream
{
    private const int Header = 5;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
    private int _start;
    private int _end;
    private int _recordLeft;

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
        if (!wire.Send(buffer))
            throw new IOException(wire.Fault!.Reason);
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
        var read = wire.Receive(_buffer.AsSpan(_end));
        if (wire.Fault is { } fault)
            throw new IOException(fault.Reason);
        _end += read;
        return read > 0;
    }
}
