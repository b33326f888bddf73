using Microsoft.Win32.SafeHandles;
using Weir.Downloads.Planning;

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
/// claim FROM TO     these bytes are in the part file (TO exclusive)
/// complete          all bytes are there and proven; only the final name was missing
/// </code>
/// A record is appended after the bytes it speaks of were handed to the kernel, so a process that dies at any moment
/// leaves claims that are true; a torn last line fails its checksum and is cut off. The open file carries a lock, which
/// keeps a second process from the same target. Thread-safe.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly Lock _lock = new(); // guards the file's end and _isClosed
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private long _end;
    private bool _isClosed;

    private Journal(SafeFileHandle handle, string path, JournalContent? content, long end)
    {
        _handle = handle;
        _path = path;
        _end = end;
        Content = content;
    }

    /// <summary>What an earlier process left, or null when there was nothing that could be read.</summary>
    public JournalContent? Content { get; private set; }

    /// <summary>Counts the restarts: a claim belongs to one of them.</summary>
    public int Generation { get; private set; }

    /// <summary>Opens and locks the journal beside a target, making it when missing.</summary>
    public static Journal? Open(string path, out StorageFault? fault)
    {
        fault = null;
        if (new FileInfo(path).LinkTarget is not null)
        {
            fault = new(
                StorageFaultKind.NotWritable,
                $"{path} is a symbolic link, through which nothing is written; remove it or choose another name with -o."
            );
            return null;
        }
        try
        {
            var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var bytes = new byte[Math.Min(RandomAccess.GetLength(handle), JournalContent.MaximumLength)];
            var read = RandomAccess.Read(handle, bytes, 0);
            var content = JournalContent.Parse(bytes.AsSpan(0, read), out var valid);
            return new Journal(handle, path, content, valid);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && IsLocked(e))
        {
            fault = new(
                StorageFaultKind.InUse,
                $"Another process is downloading to this file ({path} is locked); wait for it or choose another name with -o."
            );
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            fault = StorageFault.Of(e, path);
        }
        return null;
    }

    /// <summary>Starts the journal anew with <paramref name="header"/>: nothing is claimed any more.</summary>
    public StorageFault? Restart(JournalHeader header)
    {
        lock (_lock)
        {
            Content = null;
            Generation++;
            _end = 0;
            return Truncate() ?? Append(JournalContent.Line(header));
        }
    }

    /// <summary>Goes on where the earlier process stopped: a torn last record is cut off.</summary>
    public StorageFault? Continue()
    {
        lock (_lock)
            return Truncate();
    }

    public StorageFault? Add(JournalSource source)
    {
        lock (_lock)
            return Append(JournalContent.Line(source));
    }

    /// <summary>
    /// Claims bytes that have been written. Call only after the write. A claim of an earlier generation is dropped: its
    /// part file is gone.
    /// </summary>
    public StorageFault? Claim(Extent extent, int generation)
    {
        lock (_lock)
            return generation == Generation ? Append(JournalContent.Line(extent)) : null;
    }

    /// <summary>Says that the part file is whole and proven.</summary>
    public StorageFault? Complete()
    {
        lock (_lock)
            return Append(JournalContent.CompleteLine);
    }

    public StorageFault? Flush()
    {
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
