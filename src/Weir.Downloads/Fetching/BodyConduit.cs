using System.Runtime.Versioning;
using Weir.Downloads.Planning;
using Weir.Downloads.Writing;
using Weir.Http.Client;
using Weir.Transport.Blocking;

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
    private bool _hasPipe = OperatingSystem.IsLinux();
    private bool _isInPipe;
    private Receipt _wanted;

    /// <summary>How much one <see cref="Read"/> may bring, with <paramref name="left"/> bytes of the body still to come.</summary>
    public int Room(ClientConnection connection, long left) => IsSpliced(connection, left) ? PipeRoom : buffer.Length;

    /// <summary>Reads at most <paramref name="most"/> bytes; 0 when the body is over.</summary>
    public int Read(ClientConnection connection, long left, int most, out HttpFault? fault)
    {
        if (OperatingSystem.IsLinux() && IsSpliced(connection, left))
        {
            _isInPipe = true;
            return connection.ReadBody(_pipe!, most, Timeout.InfiniteTimeSpan, out fault);
        }
        _isInPipe = false;
        return connection.ReadBody(
            buffer.AsSpan(0, Math.Min(most, buffer.Length)),
            Timeout.InfiniteTimeSpan,
            out fault
        );
    }

    /// <summary>Says what of the last read is wanted; the rest is dropped.</summary>
    public void Accept(Receipt receipt)
    {
        _wanted = receipt;
        if (!_isInPipe)
            return;
        _pipe!.Drop(receipt.Take > 0 ? receipt.Skip : _pipe.Count);
    }

    /// <summary>Writes what is wanted. After a fault it may be called again, and goes on where it stopped.</summary>
    public StorageFault? Write(PartFile part)
    {
        if (!_isInPipe)
            return part.Write(_wanted.Offset, buffer.AsSpan(_wanted.Skip, _wanted.Take));
        var before = _pipe!.Count;
        var fault = part.Write(_wanted.Offset, _pipe, _wanted.Take);
        var moved = before - _pipe.Count;
        _wanted = _wanted with { Offset = _wanted.Offset + moved, Take = _wanted.Take - moved };
        if (fault is null)
            _pipe.Drop(_pipe.Count);
        return fault;
    }

    public void Dispose() => _pipe?.Dispose();

    [SupportedOSPlatformGuard("linux")]
    private bool IsSpliced(ClientConnection connection, long left)
    {
        if (!_hasPipe || left < WorthSplicing || !connection.MaySplice)
            return false;
        _pipe ??= KernelPipe.TryCreate();
        return _hasPipe = _pipe is not null;
    }
}
