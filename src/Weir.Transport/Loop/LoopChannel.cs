using System.Net;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Loop;

/// <summary>
/// A connection that never blocks, on one loop: a socket itself, or TLS over one. Every member may be used on that loop's
/// thread only.
/// </summary>
public abstract class LoopChannel
{
    public abstract EventLoop Loop { get; }

    public abstract IPEndPoint Remote { get; }

    /// <summary>From now on the loop calls <paramref name="handler"/> when the connection's state changes.</summary>
    /// <returns>False when the kernel refuses; the connection must then be closed.</returns>
    public abstract bool Attach(ILoopHandler handler);

    /// <summary>Gives bytes of the peer; acts until it says <see cref="IoStatus.WouldBlock"/>.</summary>
    public abstract IoResult Read(Span<byte> buffer);

    /// <summary>Whether a read that brings less than the buffer holds has taken all there was, so that the next is told by an edge.</summary>
    public virtual bool EmptiesByShortRead => false;

    /// <summary>Takes bytes for the peer; what is taken may wait here, up to a bound, until <see cref="Flush"/> has sent it.</summary>
    /// <param name="isMoreComing">
    /// Lets the bytes be held back until the next push, so that a head travels with the first bytes of its body.
    /// </param>
    public abstract IoResult Write(ReadOnlySpan<byte> bytes, bool isMoreComing = false);

    /// <summary>
    /// Moves up to <paramref name="count"/> bytes of a file to the peer. <see cref="IoStatus.Ended"/> means that the file has
    /// no byte at <paramref name="offset"/>: it is shorter than it was.
    /// </summary>
    public abstract IoResult SendFile(SafeFileHandle file, long offset, int count);

    /// <summary>Hands to the kernel what was taken and waits here; <see cref="IoStatus.Moved"/> when nothing waits any more.</summary>
    public virtual IoResult Flush() => IoResult.Moved(0);

    /// <summary>Tells the peer that nothing more comes; reading goes on.</summary>
    public abstract void ShutdownWrite();

    public abstract bool TryReadTcpInfo(out TcpInfo info);

    /// <summary>Closes in order: what was handed to the kernel is still delivered.</summary>
    public abstract void Close();

    /// <summary>Closes with RST: the peer learns that what it has is not the whole.</summary>
    public abstract void Reset();
}
