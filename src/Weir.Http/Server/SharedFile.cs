using Microsoft.Win32.SafeHandles;
using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>An open file that several answers send at once; the last one that lets go of it closes it. Any thread.</summary>
/// <param name="handle">Taken over. Who makes it is its first holder.</param>
public sealed class SharedFile(SafeFileHandle handle)
{
    private int _holders = 1;
    private bool _isBlind;

    /// <summary>Valid for as long as it is held.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Reads from the start what is in memory; false when not all of it is. Does not block.</summary>
    public bool TryRead(Span<byte> destination) =>
        PageCache.Read(handle, 0, destination, ref _isBlind) == destination.Length;

    /// <summary>One holder more; false when it is closed already.</summary>
    public bool TryHold()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    /// <summary>One holder less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            handle.Dispose();
    }
}
