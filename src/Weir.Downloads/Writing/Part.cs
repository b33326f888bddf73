using Weir.Transport.Blocking;

namespace Weir.Downloads.Writing;

/// <summary>Where the bytes of an unfinished file are kept. Each thread writes bytes of its own.</summary>
internal abstract class Part : IDisposable
{
    /// <summary>Bytes may come through a <see cref="KernelPipe"/>.</summary>
    public virtual bool TakesPipes => false;

    /// <summary>When it was last written to; null when that cannot be told.</summary>
    public virtual DateTime? LastWrite => null;

    /// <summary>Writes <paramref name="bytes"/> at <paramref name="offset"/>; returns what kept it from doing so, or null.</summary>
    public abstract StorageFault? Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Writes the next <paramref name="count"/> bytes of a pipe at <paramref name="offset"/>.</summary>
    public virtual StorageFault? Write(long offset, KernelPipe pipe, int count) => throw new NotSupportedException();

    /// <summary>Reads back what was written.</summary>
    public abstract int Read(long offset, Span<byte> buffer);

    /// <summary>All bytes before <paramref name="frontier"/> have been passed on and are not needed any more.</summary>
    public virtual void Release(long frontier) { }

    /// <summary>Waits until what was written has reached the disk.</summary>
    public virtual StorageFault? Flush() => null;

    public abstract void Dispose();
}
