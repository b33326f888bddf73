using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Weir.Transport.Linux;

/// <summary>
/// What changes when somebody writes to an open file or puts another in its place. From <c>statx(2)</c>:
/// <code>
/// offset  32 stx_ino:u64   40 stx_size:u64   112 stx_mtime.tv_sec:i64   120 stx_mtime.tv_nsec:u32
/// </code>
/// </summary>
/// <param name="Modified">Nanoseconds on Linux, ticks elsewhere; of use to compare alone.</param>
public readonly record struct FileFingerprint(ulong Inode, long Size, long Modified)
{
    private const int BufferSize = 256;
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the descriptor itself
    private const uint Wanted = 0x100 | 0x200 | 0x40; // STATX_INO | STATX_SIZE | STATX_MTIME

    /// <summary>That of an open file; null when the system does not say. Does not block.</summary>
    public static FileFingerprint? Of(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            return Read(file);
        try
        {
            return new FileFingerprint(0, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("linux")]
    private static unsafe FileFingerprint? Read(SafeHandle file)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        byte noName = 0;
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            fixed (byte* target = buffer)
            {
                if (Libc.FileStatus((int)file.DangerousGetHandle(), &noName, EmptyPath, Wanted, target) != 0)
                    return null;
            }
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }

        var modified = (BitConverter.ToInt64(buffer[112..]) * 1_000_000_000) + BitConverter.ToUInt32(buffer[120..]);
        return new FileFingerprint(BitConverter.ToUInt64(buffer[32..]), BitConverter.ToInt64(buffer[40..]), modified);
    }
}
