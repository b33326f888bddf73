using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Weir.Transport.Linux;

/// <summary>
/// What kind of file it is and which one, which .NET says only of files that it has opened: opening a named pipe waits
/// for its other end, and opening a device may do something. From <c>statx(2)</c>, whose layout is the same everywhere:
/// <code>
/// offset  28 stx_mode:u16   32 stx_ino:u64   136 stx_dev_major:u32   140 stx_dev_minor:u32
/// </code>
/// </summary>
public readonly record struct FileStatus(FileType Type, ulong Inode, ulong Device)
{
    /// <summary>Whether it is the same file.</summary>
    public bool Equals(FileStatus other) => Inode == other.Inode && Device == other.Device && Type == other.Type;

    public override int GetHashCode() => HashCode.Combine(Inode, Device);

    private const int BufferSize = 256;
    private const int WorkingFolder = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the descriptor itself
    private const uint TypeAndInode = 0x1 | 0x100; // STATX_TYPE | STATX_INO

    /// <summary>What a path leads to, symbolic links followed; null when there is nothing, or nobody says.</summary>
    public static FileStatus? Of(string path) => OperatingSystem.IsLinux() ? Read(WorkingFolder, path, flags: 0) : null;

    /// <summary>That of an open file, whatever its name leads to by now.</summary>
    public static FileStatus? Of(SafeHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return Read((int)file.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }

    /// <summary>Waits until the names in a folder have reached the disk; false when they have not.</summary>
    public static bool FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true; // Elsewhere there is no such call for a folder.
        var fd = Libc.Open(path, SocketConstants.ReadOnlyFolder);
        if (fd < 0)
            return false;
        var isFlushed = Libc.Flush(fd) == 0;
        _ = Libc.Close(fd);
        return isFlushed;
    }

    [SupportedOSPlatform("linux")]
    private static unsafe FileStatus? Read(int folder, string path, int flags)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        buffer.Clear();
        var name = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, name);
        fixed (
            byte* target = buffer,
                start = name
        )
        {
            if (Libc.FileStatus(folder, start, flags, TypeAndInode, target) != 0)
                return null;
        }
        var type = (BitConverter.ToUInt16(buffer[28..]) & 0xF000) switch
        {
            0x8000 => FileType.Regular,
            0x4000 => FileType.Folder,
            0x1000 => FileType.NamedPipe,
            0xC000 => FileType.Socket,
            0x2000 or 0x6000 => FileType.Device,
            _ => FileType.Other,
        };
        var device = ((ulong)BitConverter.ToUInt32(buffer[136..]) << 32) | BitConverter.ToUInt32(buffer[140..]);
        return new FileStatus(type, BitConverter.ToUInt64(buffer[32..]), device);
    }
}

public enum FileType
{
    Regular,
    Folder,
    NamedPipe,
    Socket,
    Device,
    Other,
}
