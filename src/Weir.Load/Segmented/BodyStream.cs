using Weir.Load.Clients;

namespace Weir.Load.Segmented;

/// <summary>Takes the file of a download in order, and counts it; one thread at a time.</summary>
internal sealed class BodyStream(LoadBody body) : Stream
{
    private long _bytes;

    /// <summary>So far; any thread.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (body.Add(buffer) is { } full)
            throw new IOException(full);
        Interlocked.Add(ref _bytes, buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
