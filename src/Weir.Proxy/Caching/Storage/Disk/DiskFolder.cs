using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Weir.Proxy.Caching.Storage.Disk;

//   DIR/weir.lock      held while a process uses the folder
//   DIR/entries/…      whole responses (DiskName)
//   DIR/filling/…      those on their way; a start removes them

/// <summary>The folder of a cache on disk. What bears no name of the cache is never touched.</summary>
internal sealed class DiskFolder : IDisposable
{
    private const string LockName = "weir.lock";
    private readonly string _entries;
    private readonly string _filling;
    private readonly FileStream _lock;

    private DiskFolder(string path, FileStream held)
    {
        Path = path;
        _entries = System.IO.Path.Combine(path, "entries");
        _filling = System.IO.Path.Combine(path, "filling");
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Makes the folder where it is missing, and locks it.</summary>
    /// <param name="problem">Why it cannot be used, as a clause.</param>
    public static bool TryOpen(
        string path,
        [NotNullWhen(true)] out DiskFolder? folder,
        [NotNullWhen(false)] out string? problem
    )
    {
        (folder, problem) = (null, null);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = TryLock(System.IO.Path.Combine(path, LockName));
            if (held is null)
            {
                problem = "another process uses it";
                return false;
            }

            folder = new DiskFolder(path, held);
            MakePrivate(folder._entries);
            MakePrivate(folder._filling);
            folder.ClearFilling();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            folder = null;
            problem = exception.Message.TrimEnd('.');
            return false;
        }
    }

    public string PathOf(DiskName name) => System.IO.Path.Combine(_entries, name.ToString());

    public string HeadPathOf(DiskName name) => PathOf(name) + DiskName.HeadSuffix;

    /// <summary>A place for what has no name yet.</summary>
    public string NewPath(DiskName name) => System.IO.Path.Combine(_filling, name.ToString());

    public static SafeFileHandle Create(string path) =>
        File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Null when there is none, or it cannot be opened.</summary>
    public static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whatever becomes of it, the index does not know it any more.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is found again by the next start, and counted.
        }
    }

    /// <summary>All files that bear a name of the cache, in no order.</summary>
    public IEnumerable<DiskFile> Scan() =>
        new FileSystemEnumerable<DiskFile>(
            _entries,
            (ref FileSystemEntry entry) =>
            {
                var text = entry.FileName;
                var isHead = text.EndsWith(DiskName.HeadSuffix, StringComparison.Ordinal);
                return DiskName.TryParse(isHead ? text[..^DiskName.HeadSuffix.Length] : text, out var name)
                    ? new DiskFile(name, isHead, entry.Length)
                    : default;
            },
            new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                if (entry.IsDirectory)
                    return false;
                var text = entry.FileName;
                if (text.EndsWith(DiskName.HeadSuffix, StringComparison.Ordinal))
                    text = text[..^DiskName.HeadSuffix.Length];
                return DiskName.TryParse(text, out _);
            },
        };

    public void Dispose() => _lock.Dispose();

    /// <summary>What passes through a proxy is not for every user of its machine.</summary>
    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void ClearFilling()
    {
        foreach (var path in Directory.EnumerateFiles(_filling))
        {
            if (DiskName.TryParse(System.IO.Path.GetFileName(path), out _))
                File.Delete(path);
        }
    }

    /// <summary>A lock of the kernel (flock), which ends with the process however it ends. Null when another has it.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}

/// <summary>A file that a scan has found.</summary>
/// <param name="IsHead">Whether it is a newer head for the response of that name.</param>
internal readonly record struct DiskFile(DiskName Name, bool IsHead, long Length);
