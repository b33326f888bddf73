using System.Runtime.Versioning;
using System.Text;

namespace Weir.Transport.Linux;

/// <summary>
/// What another content of a file at a path would change: which file it is, its size, and its times. On Linux ctime is among
/// them, which nobody can set back; elsewhere what .NET says stands for it. From <c>statx(2)</c>:
/// <code>
/// offset  32 stx_ino:u64   40 stx_size:u64   96 stx_ctime.sec:s64   104 stx_ctime.nsec:u32
///        112 stx_mtime.sec:s64   120 stx_mtime.nsec:u32   136 stx_dev_major:u32   140 stx_dev_minor:u32
/// </code>
/// </summary>
public readonly record struct FileRevision(
    ulong Device,
    ulong Inode,
    long Size,
    long ModifiedSeconds,
    uint ModifiedNanoseconds,
    long ChangedSeconds,
    uint ChangedNanoseconds
)
{
    private const int BufferSize = 256;
    private const int WorkingFolder = -100; // AT_FDCWD
    private const uint BasicStats = 0x7ff;

    /// <summary>Of the file that a path leads to, symbolic links followed; null when there is none. Blocks.</summary>
    public static FileRevision? Of(string path) => OperatingSystem.IsLinux() ? Read(path) : Ask(path);

    [SupportedOSPlatform("linux")]
    private static unsafe FileRevision? Read(string path)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        buffer.Clear();
        fixed (
            byte* target = buffer,
                start = Encoding.UTF8.GetBytes(path + '\0')
        )
        {
            if (Libc.FileStatus(WorkingFolder, start, 0, BasicStats, target) != 0)
                return null;
        }

        return new FileRevision(
            BitConverter.ToUInt64(buffer[136..]),
            BitConverter.ToUInt64(buffer[32..]),
            BitConverter.ToInt64(buffer[40..]),
            BitConverter.ToInt64(buffer[112..]),
            BitConverter.ToUInt32(buffer[120..]),
            BitConverter.ToInt64(buffer[96..]),
            BitConverter.ToUInt32(buffer[104..])
        );
    }

    private static FileRevision? Ask(string path)
    {
        try
        {
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists
                ? new FileRevision(0, 0, file.Length, file.LastWriteTimeUtc.Ticks, 0, file.CreationTimeUtc.Ticks, 0)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
