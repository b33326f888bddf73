using Microsoft.Win32.SafeHandles;
using Weir.Downloads.Planning;
using Weir.Transport.Linux;

namespace Weir.Downloads.Writing;

/// <summary>
/// The resume journal, <c>FILE.weir-journal</c>: says which bytes of the part file are there.
/// <code>
/// ┌──────────┬───┬──────────────────────────────────────────────┬────┐
/// │ CRC-32C  │ ␠ │ record                                       │ LF │   one line a record, appended, never rewritten
/// │ 8 hex    │   │                                              │    │
/// └──────────┴───┴──────────────────────────────────────────────┴────┘
/// header {"version":1,"size":…,"sample":…,"checksum":…,"boot_id":…,"is_synced":…}     first
/// source {"url":…,"etag":…,"last_modified":…}     one for each source that the bytes come from
/// claim FROM TO     these bytes are in the part file (TO exclusive); where there are hashes of pieces, they are proven
/// held FROM TO      these are there, of pieces that were not yet proven
/// stamp TICKS       the process ended in order, and wrote to the part file the last time then
/// complete          all bytes are there and proven; only the final name was missing
/// </code>
/// A record is appended after the bytes it speaks of were handed to the kernel, so a process that dies at any moment
/// leaves claims that are true; a torn last line fails its checksum and is cut off. The open file carries a lock, which
/// keeps a second process from the same target. When most of it is outdated it is written anew beside and takes the place
/// of the old one by renaming. Thread-safe.
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>A journal that is shorter than this is never written anew.</summary>
    private const long WorthCompacting = 1 << 20;

    /// <summary>Between opening a file and locking it another process may have removed or replaced it.</summary>
    private const int MostTries = 100;

    private readonly Lock _lock = new(); // guards all that is not readonly
    private readonly string _path;
    private readonly long _worthCompacting;
    private SafeFileHandle _handle;
    private JournalContent? _live;
    private long _end;
    private long _compactAt;
    private bool _isClosed;

    private Journal(SafeFileHandle handle, string path, JournalContent? content, long end, long worthCompacting)
    {
        _handle = handle;
        _path = path;
        _end = end;
        _compactAt = _worthCompacting = worthCompacting;
        Content = content;
    }

    /// <summary>A journal that keeps nothing, for a download that nobody can continue.</summary>
    public static Journal OfNothing() => new(new SafeFileHandle(), "", null, 0, WorthCompacting) { _isClosed = true };

    /// <summary>What an earlier process left, or null when there was nothing that could be read.</summary>
    public JournalContent? Content { get; private set; }

    /// <summary>Counts the restarts: a claim belongs to one of them.</summary>
    public int Generation { get; private set; }

    /// <summary>Opens and locks the journal beside a target, making it when missing.</summary>
    /// <param name="worthCompacting">The length from which on it is looked whether most of it is outdated.</param>
    public static Journal? Open(string path, out StorageFault? fault, long worthCompacting = WorthCompacting)
    {
        fault = null;
        if (new FileInfo(path).LinkTarget is not null)
        {
            fault = new(
                StorageFaultKind.NotWritable,
                $"{path} is a symbolic link, through which nothing is written; remove it or choose another name with -o"
            );
            return null;
        }
        try
        {
            var handle = Lock(path);
            var bytes = new byte[Math.Min(RandomAccess.GetLength(handle), JournalContent.MaximumLength)];
            var read = RandomAccess.Read(handle, bytes, 0);
            var content = JournalContent.Parse(bytes.AsSpan(0, read), out var valid);
            if (content is not null || JournalContent.IsOurs(bytes.AsSpan(0, read)))
            {
                Placement.Delete(Placement.Renewed(path)); // Left by a process that died while it wrote it.
                return new Journal(handle, path, content, valid, worthCompacting);
            }
            handle.Dispose();
            fault = new(
                StorageFaultKind.Exists,
                $"{path} is no journal of a download, and its name is needed for one; move it away or choose another name with -o"
            );
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && IsLocked(e))
        {
            fault = new(
                StorageFaultKind.InUse,
                $"another process is downloading to this file ({path} is locked); wait for it or choose another name with -o"
            );
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            fault = StorageFault.Of(e, path);
        }
        return null;
    }

    /// <summary>Opens the file that has the name once it is locked.</summary>
    private static SafeFileHandle Lock(string path)
    {
        for (var tries = 1; ; tries++)
        {
            var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (FileStatus.Of(handle) is not { } mine || FileStatus.Of(path) == mine || tries == MostTries)
                return handle;
            handle.Dispose();
        }
    }

    /// <summary>Starts the journal anew with <paramref name="header"/>: nothing is claimed any more.</summary>
    public StorageFault? Restart(JournalHeader header)
    {
        lock (_lock)
        {
            Content = null;
            Generation++;
            _end = 0;
            _compactAt = _worthCompacting;
            _live = new JournalContent { Header = header };
            return Truncate() ?? Append(JournalContent.Line(header));
        }
    }

    /// <summary>
    /// Goes on where the earlier process stopped: a torn last record is cut off. A header speaks of all claims below it, so
    /// where it would say of those that are to come what does not hold for them, the journal is written anew.
    /// </summary>
    /// <param name="bootId">The boot of the machine in which the claims that follow are made.</param>
    /// <param name="isSynced">
    /// They follow only once their bytes are on the disk. The caller has seen to it that those of the claims made so far are.
    /// </param>
    /// <param name="isBelieved">The claims made so far hold now; else they only say what may be there.</param>
    public StorageFault? Continue(string? bootId, bool isSynced, bool isBelieved = true)
    {
        lock (_lock)
        {
            var left = Content!;
            _live = left;
            if (isBelieved && left.Header.BootId == bootId && left.Header.IsSynced == isSynced)
                return Truncate();
            _live = left.Under(left.Header with { BootId = bootId, IsSynced = isSynced }, isBelieved);
            return _isClosed ? null : Renew(_live);
        }
    }

    /// <summary>
    /// There are hashes of pieces now: what was claimed until now is merely held until it is proven by them. Claims that are
    /// under way are dropped.
    /// </summary>
    /// <param name="pieces">The hashes, as the header has them.</param>
    public StorageFault? Doubt(string pieces)
    {
        lock (_lock)
        {
            if (_isClosed || _live is null)
                return null;
            var doubted = _live.Under(_live.Header with { Pieces = pieces }, isBelieved: false);
            if (Renew(doubted) is { } fault)
                return fault;
            Generation++;
            _live = doubted;
            return null;
        }
    }

    public StorageFault? Add(JournalSource source)
    {
        lock (_lock)
        {
            _live?.Note(source);
            return Append(JournalContent.Line(source));
        }
    }

    /// <summary>
    /// Claims bytes that have been written. Call only after the write. A claim of an earlier generation is dropped: its
    /// part file is gone.
    /// </summary>
    public StorageFault? Claim(Claim claim, int generation)
    {
        lock (_lock)
        {
            if (generation != Generation)
                return null;
            if (Append(JournalContent.Line(claim)) is { } fault)
                return fault;
            _live?.Note(claim);
            if (_end >= _compactAt)
                Compact();
            return null;
        }
    }

    /// <summary>Claims bytes that need no further proof.</summary>
    public StorageFault? Claim(Extent extent, int generation) => Claim(new Claim(extent, IsHeld: false), generation);

    /// <summary>The process ends in order: whoever writes to the part file after <paramref name="written"/> is somebody else.</summary>
    public StorageFault? Stamp(DateTime written)
    {
        lock (_lock)
            return Append(JournalContent.StampLine(written.Ticks));
    }

    /// <summary>Says that the part file is whole and proven.</summary>
    public StorageFault? Complete()
    {
        lock (_lock)
            return Append(JournalContent.CompleteLine);
    }

    public StorageFault? Flush()
    {
        lock (_lock)
        {
            if (_isClosed)
                return null;
            try
            {
                RandomAccess.FlushToDisk(_handle);
                return null;
            }
            catch (Exception e) when (StorageFault.IsStorage(e))
            {
                return StorageFault.Of(e, _path);
            }
        }
    }

    /// <summary>Removes the journal; the lock holds until then, so nobody else's is removed.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            Placement.Delete(_path);
            _isClosed = true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _handle.Dispose();
        }
    }

    /// <summary>
    /// Writes what still counts to a new file and gives it the journal's name, when that halves it. A process that dies at
    /// any moment leaves the old journal or the new one, which claim the same; that it cannot be done changes nothing.
    /// </summary>
    private void Compact()
    {
        _compactAt = 2 * _end;
        if (_isClosed || _live is null)
            return;
        var bytes = _live.Print();
        if (bytes.Length <= _end / 2)
            Renew(_live, bytes);
    }

    private StorageFault? Renew(JournalContent content) => Renew(content, content.Print());

    /// <summary>Puts a journal of <paramref name="bytes"/> in the place of the old one, which stays when that fails.</summary>
    private StorageFault? Renew(JournalContent content, byte[] bytes)
    {
        SafeFileHandle? renewed = null;
        StorageFault? fault = null;
        try
        {
            var path = Placement.Renewed(_path);
            Placement.Delete(path);
            renewed = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            RandomAccess.Write(renewed, bytes, 0);
            if (content.Header.IsSynced)
                RandomAccess.FlushToDisk(renewed);
            File.Move(path, _path, overwrite: true);
            if (content.Header.IsSynced)
                FileStatus.FlushFolder(Path.GetDirectoryName(_path)!);
            (_handle, renewed) = (renewed, _handle);
            _end = bytes.Length;
            _compactAt = Math.Max(_worthCompacting, 2 * _end);
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            Placement.Delete(Placement.Renewed(_path));
            fault = StorageFault.Of(e, _path);
        }
        renewed?.Dispose();
        return fault;
    }

    private StorageFault? Append(ReadOnlySpan<byte> line)
    {
        if (_isClosed)
            return null;
        try
        {
            RandomAccess.Write(_handle, line, _end);
            _end += line.Length;
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return StorageFault.Of(e, _path);
        }
    }

    private StorageFault? Truncate()
    {
        if (_isClosed)
            return null;
        try
        {
            RandomAccess.SetLength(_handle, _end);
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return StorageFault.Of(e, _path);
        }
    }

    private static bool IsLocked(IOException error) => error.HResult is 11 or 35; // EWOULDBLOCK on Linux, on macOS
}
