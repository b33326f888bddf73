using Weir.Http.Server;

namespace Weir.Proxy.Caching.Storage;

/// <summary>One client's way through a growing body. Its members are used by the client's loop; the body's lock guards what both see.</summary>
internal sealed class BodyReader(GrowingBody body, long? length) : EntryBody
{
    private long? _length = length;
    private int _isClosed;

    public override long? Length => _length;

    /// <summary>The next byte to send.</summary>
    internal long Position { get; set; }

    /// <summary>The byte to stop before.</summary>
    internal long End { get; private set; } = length ?? long.MaxValue;

    /// <summary>The block of <see cref="Position"/>, or one before it.</summary>
    internal BodyBlock? Block { get; set; }

    internal bool IsWaiting { get; set; }

    internal FileStretch Seen { get; set; }

    public override FileStretch Stretch => Seen;

    /// <summary>To be told of what a connection is told of.</summary>
    internal Action? Woken { get; set; }

    public override void Narrow(long from, long count)
    {
        End = from + count;
        _length = count;
        body.Advance(this, from);
    }

    public override BodyStep Peek(out ReadOnlyMemory<byte> bytes) => body.Peek(this, out bytes);

    public override void Advance(int count) => body.Advance(this, Position + count);

    /// <summary>Under the body's lock; it only posts.</summary>
    internal void Wake()
    {
        if (!IsWaiting)
            return;
        IsWaiting = false;
        NotifyReady();
        Woken?.Invoke();
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            body.Close(this);
    }
}
