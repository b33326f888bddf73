using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Origin.Files;

/// <summary>
/// The folder, or the one file, that an origin serves. Whatever path a client sends, what is opened lies inside.
/// </summary>
/// <remarks>
/// The common case is one openat2 that the kernel confines. A symbolic link with an absolute target is refused by it
/// even when it leads back inside, so such a path is walked again, and where it ended is checked before a byte is read:
/// first with O_PATH, which opens nothing and so disturbs no device, then through that very descriptor.
/// </remarks>
public sealed class FileRoot : IDisposable
{
    private const int ReadFlags =
        LinuxFiles.ReadOnly | LinuxFiles.NonBlocking | LinuxFiles.NoTerminal | LinuxFiles.CloseOnExec;

    private readonly SafeFileHandle _folder;
    private readonly string _realPath;
    private readonly string? _onlyName;
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    /// <summary>Absolute, each ended by a zero.</summary>
    private readonly List<byte[]> _secrets = [];

    private FileRoot(string path, SafeFileHandle folder, string realPath, string? onlyName)
    {
        Path = path;
        _folder = folder;
        _realPath = realPath.Length == 1 ? "" : realPath;
        _onlyName = onlyName;
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>The encoded path of the one file, without its first slash; empty for a folder.</summary>
    public string UrlPath => _onlyName is null ? "" : PathEncoding.Encode(_onlyName);

    /// <summary>Whether it is one file and no folder.</summary>
    public bool IsOneFile => _onlyName is not null;

    /// <summary>Opens a root; false when there is no such folder or file, or it may not be read.</summary>
    public static bool TryOpen(string path, out FileRoot? root)
    {
        root = null;
        var full = System.IO.Path.GetFullPath(path);
        var isFile = File.Exists(full);
        if (!isFile && !Directory.Exists(full))
            return false;
        var folderPath = isFile ? System.IO.Path.GetDirectoryName(full)! : full;
        var folder = LinuxFiles.Open(folderPath, LinuxFiles.PathOnly | LinuxFiles.CloseOnExec, out _);
        if (folder.IsInvalid || LinuxFiles.RealPath(folder) is not { } realPath)
        {
            folder.Dispose();
            return false;
        }

        root = new FileRoot(path, folder, realPath, isFile ? System.IO.Path.GetFileName(full) : null);
        return true;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Whether every path means the same file in both.</summary>
    internal bool IsSameAs(FileRoot other) =>
        ReferenceEquals(this, other) || (_realPath == other._realPath && _onlyName == other._onlyName);

    /// <summary>
    /// Never serves this file, should it lie inside, under whatever name: a secret of the server's own. Before the first
    /// request.
    /// </summary>
    public void Hide(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        _secrets.Add(Encoding.UTF8.GetBytes(full + '\0'));
        using var folder = LinuxFiles.Open(
            System.IO.Path.GetDirectoryName(full)!,
            LinuxFiles.PathOnly | LinuxFiles.CloseOnExec,
            out var error
        );
        if (error != 0 || LinuxFiles.RealPath(folder) is not { } real)
            return;
        var place = $"{(real.Length == 1 ? "" : real)}/{System.IO.Path.GetFileName(full)}";
        if (IsInside(place))
            _hidden.Add(place[(_realPath.Length + 1)..]);
    }

    /// <param name="relative">Of <see cref="ServedPath.TryMakeRelative"/>.</param>
    /// <param name="mayBlock">False on a loop: what is not in the kernel's cache is then <see cref="OpenStatus.NotCached"/>.</param>
    internal OpenResult Open(string relative, bool mayBlock)
    {
        if (_hidden.Contains(relative))
            return OpenResult.Missing;
        if (_onlyName is not null && relative != ".")
            return relative == _onlyName ? OpenTheOnly(mayBlock) : OpenResult.Missing;

        var resolve = LinuxFiles.Beneath | LinuxFiles.NoMagicLinks | (mayBlock ? 0 : LinuxFiles.CachedOnly);
        var handle = LinuxFiles.OpenBeneath(_folder, relative, ReadFlags, resolve, out var error);
        return error switch
        {
            0 => Describe(handle),
            LinuxFiles.NoEntry or LinuxFiles.NotAFolder or LinuxFiles.AccessDenied => OpenResult.Missing,
            LinuxFiles.NameTooLong or LinuxFiles.TooManyLinks => OpenResult.Missing,
            LinuxFiles.TooManyFiles or LinuxFiles.TooManyFilesInSystem => new(OpenStatus.TooManyFiles, null, default),
            // EAGAIN: not cached, or a rename raced with the walk. EXDEV: a link that is absolute, or that leaves.
            // ENOSYS, EPERM: a kernel or a sandbox without openat2. EINVAL: without RESOLVE_CACHED.
            _ when !mayBlock => new(OpenStatus.NotCached, null, default),
            _ => OpenAndCheck($"{_realPath}/{relative}"),
        };
    }

    /// <summary>The name by which <see cref="LeadsTo"/> finds a path again, ended by a zero.</summary>
    internal byte[] NameOf(string relative) =>
        Encoding.UTF8.GetBytes((_onlyName is null ? relative : System.IO.Path.GetFullPath(Path)) + '\0');

    /// <summary>
    /// Whether a path, which was opened within the root before, still leads to the very file with these facts. Nothing is
    /// opened, so that it does not matter which way it leads there.
    /// </summary>
    internal bool LeadsTo(byte[] name, in FileFacts facts) =>
        LinuxFiles.TryGetFacts(_folder, name, out var now) && now == facts;

    /// <summary>The names in a folder that was opened, with what is behind each.</summary>
    /// <remarks>Blocks.</remarks>
    internal List<FolderEntry> List(SafeFileHandle folder, string relative)
    {
        var entries = new List<FolderEntry>();
        var names = _onlyName is not null
            ? [_onlyName]
            : Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder.DangerousGetHandle()}/");
        foreach (var path in names)
        {
            var name = System.IO.Path.GetFileName(path);
            if (!ServedPath.IsServed(name))
                continue;
            var opened = Open(relative == "." ? name : $"{relative}/{name}", mayBlock: true);
            opened.Handle?.Dispose();
            if (opened.Status is OpenStatus.File or OpenStatus.Folder)
                entries.Add(
                    new FolderEntry(
                        name,
                        opened.Status == OpenStatus.Folder,
                        opened.Facts.Size,
                        opened.Facts.LastModified
                    )
                );
        }

        entries.Sort(FolderEntry.Compare);
        return entries;
    }

    /// <summary>The one file was named by who serves it: no path of a client is in it, and it may be a link to anywhere.</summary>
    private OpenResult OpenTheOnly(bool mayBlock)
    {
        if (!mayBlock)
            return new OpenResult(OpenStatus.NotCached, null, default);
        var handle = LinuxFiles.Open(System.IO.Path.GetFullPath(Path), ReadFlags, out var error);
        return error == 0 ? Describe(handle) : OpenResult.Missing;
    }

    private OpenResult OpenAndCheck(string path)
    {
        using var place = LinuxFiles.Open(path, LinuxFiles.PathOnly | LinuxFiles.CloseOnExec, out var error);
        if (error is LinuxFiles.TooManyFiles or LinuxFiles.TooManyFilesInSystem)
            return new OpenResult(OpenStatus.TooManyFiles, null, default);
        if (error != 0 || LinuxFiles.RealPath(place) is not { } real || !IsInside(real))
            return OpenResult.Missing;
        if (!LinuxFiles.TryGetFacts(place, out var facts) || facts.Kind == EntryKind.Other)
            return OpenResult.Missing;
        var handle = LinuxFiles.Open($"/proc/self/fd/{place.DangerousGetHandle()}", ReadFlags, out error);
        return error == 0 ? Describe(handle) : OpenResult.Missing;
    }

    private bool IsInside(string real) =>
        real.StartsWith(_realPath, StringComparison.Ordinal)
        && (real.Length == _realPath.Length || real[_realPath.Length] == '/');

    /// <summary>Links, symbolic or not, give a file more names than one; what it is they do not change.</summary>
    private bool IsSecret(in FileFacts facts)
    {
        foreach (var secret in _secrets)
        {
            if (
                LinuxFiles.TryGetFacts(_folder, secret, out var hidden)
                && (hidden.Device, hidden.Inode) == (facts.Device, facts.Inode)
            )
                return true;
        }

        return false;
    }

    private OpenResult Describe(SafeFileHandle handle)
    {
        if (LinuxFiles.TryGetFacts(handle, out var facts) && facts.Kind != EntryKind.Other && !IsSecret(facts))
            return new OpenResult(facts.Kind == EntryKind.File ? OpenStatus.File : OpenStatus.Folder, handle, facts);
        handle.Dispose();
        return OpenResult.Missing;
    }
}
