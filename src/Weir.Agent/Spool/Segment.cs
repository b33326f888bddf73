using Microsoft.Win32.SafeHandles;

namespace Weir.Agent.Spool;

/// <summary>One file of the spool. Faults of the disk are exceptions here; <see cref="RecordSpool"/> makes outcomes of them.</summary>
internal sealed class Segment : IDisposable
{
    private readonly SafeFileHandle? _handle;

    private Segment(long number, string path, SafeFileHandle? handle, long end)
    {
        Number = number;
        Path = path;
        _handle = handle;
        End = end;
    }

    public long Number { get; }

    public string Path { get; }

    /// <summary>What is on the disk for sure.</summary>
    public long End { get; private set; }

    /// <summary>Records that are not acknowledged.</summary>
    public int Left { get; set; }

    /// <summary>A new file to append to. Its name survives a power loss too.</summary>
    public static Segment Create(string path, long number)
    {
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        FolderSync.Flush(System.IO.Path.GetDirectoryName(path)!);
        return new Segment(number, path, handle, end: 0);
    }

    /// <summary>A file that an earlier process left. It is never appended to, so its torn end may stay as it is.</summary>
    public static Segment Existing(string path, long number) => new(number, path, null, new FileInfo(path).Length);

    /// <summary>Returns once the bytes are on the disk. After a failure nothing more may be appended.</summary>
    public void Append(ReadOnlySpan<byte> record)
    {
        RandomAccess.Write(_handle!, record, End);
        RandomAccess.FlushToDisk(_handle!);
        End += record.Length;
    }

    public byte[] Read(long offset)
    {
        using var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Math.Max(0, End - offset)];
        var filled = 0;
        while (
            filled < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(filled), offset + filled) is var n and > 0
        )
            filled += n;
        return filled == bytes.Length ? bytes : bytes[..filled];
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _handle?.Dispose();
}
