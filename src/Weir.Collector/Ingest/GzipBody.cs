using System.Buffers.Binary;
using System.IO.Compression;

namespace Weir.Collector.Ingest;

/// <summary>A gzip body (RFC 1952) that knows whether it came whole.</summary>
/// <remarks>
/// <code>
/// +--------------------+--------------------+--------------------+--------------------+
/// | header 10 bytes .. | deflate blocks ..  |  CRC32, 4 bytes    |  ISIZE, 4 bytes    |
/// +--------------------+--------------------+--------------------+--------------------+
/// </code>
/// <see cref="GZipStream"/> takes a body that was cut off for one that has ended. Its last four bytes tell: they are the
/// length of what is inflated, modulo 2³² (section 2.3.1). A body is one member; several in a row are refused by this.
/// </remarks>
internal sealed class GzipBody : IDisposable
{
    /// <summary>Header, an empty block and the two numbers of the end.</summary>
    private const int Shortest = 20;

    private readonly Tail _tail;

    public GzipBody(Stream body)
    {
        _tail = new Tail(body);
        Inflated = new GZipStream(_tail, CompressionMode.Decompress, leaveOpen: true);
    }

    public GZipStream Inflated { get; }

    /// <summary>To be asked at the end.</summary>
    /// <param name="inflated">How many bytes came out.</param>
    public bool IsWhole(long inflated) => _tail.Length >= Shortest && _tail.Last == (uint)inflated;

    public void Dispose()
    {
        Inflated.Dispose();
        _tail.Dispose();
    }

    /// <summary>Keeps the last four bytes that were read through it, as a little-endian number.</summary>
    private sealed class Tail(Stream from) : Stream
    {
        private readonly byte[] _last = new byte[sizeof(uint)];
        private long _length;

        public uint Last => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        /// <summary>Bytes so far.</summary>
        public override long Length => _length;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await from.ReadAsync(buffer, cancellationToken);
            Keep(buffer.Span[..read]);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = from.Read(buffer, offset, count);
            Keep(buffer.AsSpan(offset, read));
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            _length += bytes.Length;
            if (bytes.Length >= _last.Length)
            {
                bytes[^_last.Length..].CopyTo(_last);
                return;
            }

            _last.AsSpan(bytes.Length).CopyTo(_last);
            bytes.CopyTo(_last.AsSpan(_last.Length - bytes.Length));
        }
    }
}
