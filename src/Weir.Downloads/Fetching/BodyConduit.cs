using System.Runtime.Versioning;
using Weir.Downloads.Planning;
using Weir.Downloads.Writing;
using Weir.Http.Client;
using Weir.Transport.Blocking;
using Weir.Transport.Drivers;

namespace Weir.Downloads.Fetching;

/// <summary>
/// Brings body bytes from a connection to the part file by the cheapest way there is: through a pipe inside the kernel
/// where nothing needs to see them, else through a buffer. What was read stays in the conduit until it is known
/// which of it is wanted; then it is written or dropped, and the conduit is empty again.
/// </summary>
internal sealed class BodyConduit(byte[] buffer) : IDisposable
{
    /// <summary>More than a socket has at once on most paths; a pipe that is fuller saves calls.</summary>
    private const int PipeRoom = 1 << 20;

    /// <summary>A short rest is not worth a pipe.</summary>
    private const int WorthSplicing = 128 << 10;

    private KernelPipe? _pipe;
    private bool _hasPipe = NativeDrivers.AreUsed;
    private bool _isInPipe;
    private int? _written;

    /// <summary>Somebody wants to see the bytes, so they come through memory.</summary>
    public bool IsSeen { get; set; }

    /// <summary>How much of what is wanted has been written, by a write that failed in the middle.</summary>
    public int Moved => _isInPipe ? _written ?? 0 : 0;

    /// <summary>What is wanted of the last read, where it was to be seen.</summary>
    public ReadOnlySpan<byte> Seen(Receipt receipt) => buffer.AsSpan(receipt.Skip, receipt.Take);

    /// <summary>How much one <see cref="Read"/> may bring, with <paramref name="left"/> bytes of the body still to come.</summary>
    public int Room(ClientConnection connection, long left) => IsSpliced(connection, left) ? PipeRoom : buffer.Length;

    /// <summary>Reads at most <paramref name="most"/> bytes; 0 when the body is over.</summary>
    public int Read(ClientConnection connection, long left, int most, out HttpFault? fault)
    {
        if (NativeDrivers.AreUsed && IsSpliced(connection, left))
        {
            _isInPipe = true;
            _written = null;
            var read = connection.ReadBody(_pipe!, most, Timeout.InfiniteTimeSpan, out fault);
            // Who is interrupted may leave bytes behind, which nobody will want.
            if (fault is not null)
                _pipe!.Drop(_pipe.Count);
            return read;
        }
        _isInPipe = false;
        return connection.ReadBody(
            buffer.AsSpan(0, Math.Min(most, buffer.Length)),
            Timeout.InfiniteTimeSpan,
            out fault
        );
    }

    /// <summary>
    /// Writes what of the last read is wanted, and drops the rest. After a fault the same call tries again what is left.
    /// </summary>
    public StorageFault? Write(Part part, Receipt receipt)
    {
        if (!_isInPipe)
            return receipt.Take > 0 ? part.Write(receipt.Offset, buffer.AsSpan(receipt.Skip, receipt.Take)) : null;
        if (_written is not { } written)
        {
            _pipe!.Drop(receipt.Skip);
            written = 0;
        }
        if (receipt.Take > written)
        {
            var before = _pipe!.Count;
            var fault = part.Write(receipt.Offset + written, _pipe, receipt.Take - written);
            _written = written + before - _pipe.Count;
            if (fault is not null)
                return fault;
        }
        _pipe!.Drop(_pipe.Count);
        return null;
    }

    public void Dispose() => _pipe?.Dispose();

    [SupportedOSPlatformGuard("linux")]
    private bool IsSpliced(ClientConnection connection, long left)
    {
        if (IsSeen || !_hasPipe || left < WorthSplicing || !connection.MaySplice)
            return false;
        _pipe ??= KernelPipe.TryCreate();
        return _hasPipe = _pipe is not null;
    }
}
