using System.Collections.Concurrent;
using Weir.Http.Server;

namespace Weir.Origin.Files;

/// <summary>
/// The files that were asked for lately, kept open under the targets that asked for them, so that the next request neither
/// decodes a path nor opens anything. Any thread.
/// </summary>
/// <remarks>
/// Nothing is taken for granted: each request looks whether the path still leads to the very file, by inode, size and
/// times. When there is no room more, what is there stays; what nobody asks for any more, or what has no name any more,
/// is closed within two <see cref="Interval"/>s, so that a deleted file soon gives its blocks back.
/// </remarks>
internal sealed class KnownFiles : IDisposable
{
    /// <summary>Each holds a descriptor.</summary>
    private const int Most = 512;

    /// <summary>Longer targets are rare, and are not worth their room.</summary>
    private const int LongestTarget = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly FileRoot _root;
    private readonly ConcurrentDictionary<byte[], KnownFile> _files = new(TargetComparer.Instance);
    private readonly ConcurrentDictionary<byte[], KnownFile>.AlternateLookup<ReadOnlySpan<byte>> _byTarget;
    private readonly ITimer _timer;

    /// <summary>Guards what is added, and whether the timer runs.</summary>
    private readonly Lock _lock = new();

    /// <summary>Held by a sweep, which the end waits for: it looks into the root.</summary>
    private readonly Lock _sweeping = new();
    private bool _isArmed;
    private volatile bool _isDisposed;

    public KnownFiles(FileRoot root, TimeProvider time)
    {
        _root = root;
        _byTarget = _files.GetAlternateLookup<ReadOnlySpan<byte>>();
        _timer = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// The file of a target, held once for who asks; null when it is not known. It may have been replaced:
    /// <see cref="IsStill"/> comes next.
    /// </summary>
    public KnownFile? Hold(ReadOnlySpan<byte> target) =>
        _byTarget.TryGetValue(target, out var known) && known.File.TryHold() ? known : null;

    /// <summary>
    /// Whether the target still means that file, and whatever was read of the file is of its version. Costs one look at the
    /// file system. When not, the hold is let go and the file is forgotten.
    /// </summary>
    public bool IsStill(KnownFile known)
    {
        if (_root.LeadsTo(known.Name, known.Version.Facts))
        {
            known.IsUsed = true;
            return true;
        }

        known.File.Release();
        Drop(known);
        return false;
    }

    /// <summary>Keeps a file open for those who come next, when there is room.</summary>
    public void Add(ReadOnlySpan<byte> target, string relative, FileVersion version, SharedFile file)
    {
        if (_files.Count >= Most || target.Length > LongestTarget || !file.TryHold())
            return;
        var known = new KnownFile(target.ToArray(), _root.NameOf(relative), version, file);
        lock (_lock)
        {
            if (_isDisposed || !_files.TryAdd(known.Target, known))
            {
                file.Release();
                return;
            }

            if (!_isArmed)
                Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;
        _timer.Dispose();
        lock (_sweeping)
        {
            foreach (var (_, known) in _files)
                Drop(known);
        }
    }

    private void Sweep()
    {
        lock (_sweeping)
        {
            foreach (var (_, known) in _files)
            {
                if (_isDisposed)
                    return;
                if (!known.IsUsed || !_root.LeadsTo(known.Name, known.Version.Facts))
                    Drop(known);
                else
                    known.IsUsed = false;
            }
        }

        lock (_lock)
        {
            _isArmed = false;
            if (!_files.IsEmpty && !_isDisposed)
                Arm();
        }
    }

    private void Arm()
    {
        _isArmed = true;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whoever takes it out lets go of it, once.</summary>
    private void Drop(KnownFile known)
    {
        if (_files.TryRemove(new KeyValuePair<byte[], KnownFile>(known.Target, known)))
            known.File.Release();
    }
}

/// <summary>A file that is open under a target.</summary>
/// <param name="target">As clients send it.</param>
/// <param name="name">Of <see cref="FileRoot.NameOf"/>.</param>
internal sealed class KnownFile(byte[] target, byte[] name, FileVersion version, SharedFile file)
{
    private volatile bool _isUsed = true;

    public byte[] Target => target;

    public byte[] Name => name;

    public FileVersion Version => version;

    public SharedFile File => file;

    /// <summary>Whether anybody has asked for it since the last sweep.</summary>
    public bool IsUsed
    {
        get => _isUsed;
        set
        {
            // Written once per sweep and not with every request, which would take the line from the other cores.
            if (_isUsed != value)
                _isUsed = value;
        }
    }
}
