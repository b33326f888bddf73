using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Origin.Files;

/// <summary>
/// The system calls that open a file below a folder and nowhere else. openat2(2) has the kernel hold every step of the
/// walk, so there is no moment between a check and the use.
/// <code>
/// struct open_how   flags:u64 | mode:u64 | resolve:u64
/// struct statx      0 mask:u32 | 16 nlink:u32 | 28 mode:u16 | 32 ino:u64 | 40 size:u64
///                   96 ctime.sec:s64 | 104 ctime.nsec:u32 | 112 mtime.sec:s64 | 120 mtime.nsec:u32
///                   136 dev_major:u32 | 140 dev_minor:u32 | … 256
/// </code>
/// </summary>
internal static unsafe partial class LinuxFiles
{
    public const int NoEntry = 2;
    public const int AccessDenied = 13;
    public const int NotAFolder = 20;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;
    public const int NameTooLong = 36;
    public const int TooManyLinks = 40;
    public const int NotPermitted = 1;

    public const int ReadOnly = 0;
    public const int NonBlocking = 0x800;
    public const int NoTerminal = 0x100;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    /// <summary>RESOLVE_BENEATH: a step that would leave the starting folder fails with EXDEV.</summary>
    public const ulong Beneath = 0x08;

    /// <summary>RESOLVE_NO_MAGICLINKS: no way out through /proc.</summary>
    public const ulong NoMagicLinks = 0x02;

    /// <summary>RESOLVE_CACHED: fails with EAGAIN where the disk would be needed.</summary>
    public const ulong CachedOnly = 0x20;

    private const string Library = "libc";
    private const int OpenAt2Number = 437; // the same on every architecture (asm-generic/unistd.h)
    private const int EmptyPath = 0x1000;
    private const int NoAutomount = 0x800;
    private const uint BasicStats = 0x7ff;
    private const ushort TypeMask = 0xf000;
    private const ushort RegularFile = 0x8000;
    private const ushort FolderType = 0x4000;

    /// <returns>An open file, or one that is invalid, with the reason in <paramref name="error"/>.</returns>
    public static SafeFileHandle OpenBeneath(
        SafeFileHandle folder,
        string path,
        int flags,
        ulong resolve,
        out int error
    )
    {
        Span<byte> onStack = stackalloc byte[512];
        var size = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        var bytes = size <= onStack.Length ? onStack : new byte[size];
        bytes[Encoding.UTF8.GetBytes(path, bytes)] = 0;
        var how = stackalloc ulong[3] { (uint)flags, 0, resolve };
        fixed (byte* name = bytes)
        {
            var fd = OpenAt2(OpenAt2Number, folder, name, how, 24);
            error = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            return new SafeFileHandle(fd, ownsHandle: true);
        }
    }

    public static SafeFileHandle Open(string path, int flags, out int error)
    {
        var fd = Open(path, flags, 0);
        error = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    public static bool TryGetFacts(SafeFileHandle file, out FileFacts facts)
    {
        byte empty = 0;
        return TryGetFacts(file, &empty, EmptyPath, out facts);
    }

    /// <param name="name">Below <paramref name="folder"/> or absolute, ended by a zero; symbolic links are followed.</param>
    public static bool TryGetFacts(SafeFileHandle folder, byte[] name, out FileFacts facts)
    {
        fixed (byte* start = name)
            return TryGetFacts(folder, start, NoAutomount, out facts);
    }

    private static bool TryGetFacts(SafeFileHandle file, byte* name, int flags, out FileFacts facts)
    {
        var buffer = stackalloc byte[256];
        facts = default;
        if (StatX(file, name, flags, BasicStats, buffer) != 0)
            return false;
        var type = Unsafe.ReadUnaligned<ushort>(buffer + 28) & TypeMask;
        facts = new FileFacts(
            type switch
            {
                RegularFile => EntryKind.File,
                FolderType => EntryKind.Folder,
                _ => EntryKind.Other,
            },
            Unsafe.ReadUnaligned<long>(buffer + 40),
            Unsafe.ReadUnaligned<long>(buffer + 112),
            Unsafe.ReadUnaligned<int>(buffer + 120),
            Unsafe.ReadUnaligned<ulong>(buffer + 32)
        )
        {
            Device = Unsafe.ReadUnaligned<ulong>(buffer + 136),
            ChangedSeconds = Unsafe.ReadUnaligned<long>(buffer + 96),
            ChangedNanoseconds = Unsafe.ReadUnaligned<int>(buffer + 104),
            Links = Unsafe.ReadUnaligned<uint>(buffer + 16),
        };
        return true;
    }

    /// <summary>Another descriptor of what is open, so that its owner may close it; invalid when there are no more.</summary>
    public static SafeFileHandle Reopen(SafeFileHandle file) =>
        Open($"/proc/self/fd/{file.DangerousGetHandle()}", ReadOnly | NonBlocking | NoTerminal | CloseOnExec, out _);

    /// <summary>Lets every other thread go before the calling one: setpriority(2), which on Linux is of a thread.</summary>
    public static void YieldToOthers() => SetPriority(0, 0, 10);

    /// <summary>Lets the kernel drop a stretch from memory: posix_fadvise(2), POSIX_FADV_DONTNEED.</summary>
    public static void Forget(SafeFileHandle file, long offset, long count) => _ = Advise(file, offset, count, 4);

    /// <summary>The real path of what is open; null when /proc does not tell it.</summary>
    public static string? RealPath(SafeFileHandle file)
    {
        var buffer = stackalloc byte[4096];
        var length = ReadLink($"/proc/self/fd/{file.DangerousGetHandle()}", buffer, 4096);
        return length is > 0 and < 4096 ? Encoding.UTF8.GetString(buffer, (int)length) : null;
    }

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenAt2(nint number, SafeHandle folder, byte* path, ulong* how, nuint size);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeHandle file, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int nice);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(SafeHandle file, byte* path, int flags, uint mask, byte* result);

    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(string path, byte* buffer, nuint size);
}
