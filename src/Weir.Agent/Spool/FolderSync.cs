using System.Runtime.InteropServices;

namespace Weir.Agent.Spool;

/// <summary>Makes the names in a folder survive a power loss, which .NET does not offer.</summary>
internal static unsafe partial class FolderSync
{
    private const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC of Linux

    /// <summary>Best effort: file systems that cannot do it keep names in another way.</summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var fd = Open(folder, ReadOnly);
        if (fd < 0)
            return;
        _ = Sync(fd);
        _ = Close(fd);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int fd);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
