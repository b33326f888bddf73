using Weir.Transport.Loop;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Blocking;

/// <summary>
/// A connection used from one thread with plain blocking calls: a socket itself, or TLS over one.
/// <see cref="Interrupt"/> alone may be called from other threads.
/// </summary>
public abstract class BlockingChannel : IDisposable
{
    /// <summary>The address and port that were connected, <c>127.0.0.1:8000</c>.</summary>
    public abstract string RemoteAddress { get; }

    public abstract int LocalPort { get; }

    /// <summary>How long the TLS handshake took; null in the clear.</summary>
    public virtual TimeSpan? Handshake => null;

    /// <summary>Bytes have come that nobody has read.</summary>
    public abstract bool HasUnread { get; }

    /// <summary>There is nothing to read: neither bytes nor the peer's end.</summary>
    public abstract bool IsQuiet { get; }

    /// <summary>What the kernel knows about the connection now, or null where it does not say.</summary>
    public abstract TcpInfo? Facts();

    /// <summary>How long a read may wait for its first byte; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public abstract void SetReadTimeout(TimeSpan timeout);

    /// <summary>How long a write may wait for room in the kernel; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public abstract void SetWriteTimeout(TimeSpan timeout);

    public abstract Transferred Read(Span<byte> buffer);

    /// <summary>Writes all of <paramref name="bytes"/>; returns the fault that kept it from doing so, or null.</summary>
    public abstract NetworkFault? Write(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Writes what can be written without waiting, and returns how many bytes that were; 0 also where it cannot be known
    /// before, and after a fault, which the next call tells.
    /// </summary>
    public virtual int WriteNow(ReadOnlySpan<byte> bytes) => 0;

    /// <summary>As <see cref="Read"/>, but times out at once when nothing has come, or where that cannot be known before.</summary>
    public virtual Transferred ReadNow(Span<byte> buffer) => Transferred.Failed(Faults.TimedOut);

    /// <summary>
    /// Calls <paramref name="then"/> once, on the loop, when there is something to read or the time is over; false where that
    /// cannot be. By the loop's thread, which is the channel's one thread until then.
    /// </summary>
    public virtual bool TryWatch(EventLoop loop, TimeSpan atMost, Action then) => false;

    /// <summary>Ends a read or write that another thread waits in, and all later ones. Safe from any thread.</summary>
    public abstract void Interrupt();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
