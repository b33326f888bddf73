using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.Linux;

namespace Weir.Transport.Loop;

/// <summary>
/// Whether the kernel has a part of a file in memory. What it has not, sendfile reads from the disk while the whole loop
/// waits: such a part is loaded on another thread first.
/// </summary>
public static class PageCache
{
    /// <summary>RWF_NOWAIT (linux/fs.h): fails with EAGAIN where the disk would be needed.</summary>
    private const int NoWait = 8;

    /// <summary>EOPNOTSUPP: the file system knows no such flag. tmpfs is one: what it has is memory.</summary>
    private const int NotSupported = 95;

    private const int LoadBuffer = 256 * 1024;

    /// <summary>
    /// False when the byte at <paramref name="offset"/> is not in memory. A file system that cannot tell counts as memory.
    /// Does not block.
    /// </summary>
    /// <param name="isBlind">Remembers that the file's system cannot tell, so that it is asked once.</param>
    public static unsafe bool Has(SafeFileHandle file, long offset, ref bool isBlind)
    {
        if (isBlind)
            return true;
        byte target;
        var vector = stackalloc nint[2] { (nint)(&target), 1 };
        if (Libc.ReadAt(file, vector, 1, offset, NoWait) >= 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        isBlind = error == NotSupported;
        return error != Errno.WouldBlock;
    }

    /// <summary>
    /// Reads what is in memory; fewer bytes than asked for, or -1, when not all of it is. Does not block, but on a file system
    /// that cannot tell.
    /// </summary>
    /// <param name="isBlind">Remembers that the file's system cannot tell, so that it is asked once.</param>
    public static unsafe int Read(SafeFileHandle file, long offset, Span<byte> destination, ref bool isBlind)
    {
        fixed (byte* start = destination)
        {
            var vector = stackalloc nint[2] { (nint)start, destination.Length };
            if (!isBlind)
            {
                var read = Libc.ReadAt(file, vector, 1, offset, NoWait);
                isBlind = read < 0 && Marshal.GetLastPInvokeError() == NotSupported;
                if (!isBlind)
                    return (int)read;
            }

            return (int)Libc.ReadAt(file, vector, 1, offset, 0);
        }
    }

    /// <summary>Reads a part of the file into memory, as far as it goes. Blocks.</summary>
    /// <remarks>What cannot be read is found again, and told, by who sends it.</remarks>
    public static void Load(SafeFileHandle file, long offset, int count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LoadBuffer);
        try
        {
            for (var end = offset + count; offset < end; )
            {
                var read = RandomAccess.Read(
                    file,
                    buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)),
                    offset
                );
                if (read == 0)
                    return;
                offset += read;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The connection has ended meanwhile, or the disk fails: sendfile says which.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
