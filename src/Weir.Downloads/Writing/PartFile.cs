using Microsoft.Win32.SafeHandles;
using Weir.Transport.Blocking;

namespace Weir.Downloads.Writing;

/// <summary>
/// The unfinished file. Written at its offsets from several threads at once; each thread writes bytes of its own.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private PartFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
    }

    /// <summary>Opens the file as it is, to go on with it; null when it is not there or cannot be opened.</summary>
    public static PartFile? Reopen(string path, long? size)
    {
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            if (size is not { } expected || RandomAccess.GetLength(handle) == expected)
                return new PartFile(handle, path);
            handle.Dispose();
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Makes a new file of <paramref name="size"/> bytes without writing them. An old one is unlinked first and not
    /// truncated: threads that still write to it write into nowhere.
    /// </summary>
    /// <param name="mayWait">Goes ahead on a disk that has too little space: it may get more.</param>
    public static PartFile? Create(string path, long? size, out StorageFault? fault, bool mayWait = false)
    {
        fault = null;
        try
        {
            File.Delete(path);
            fault = size is { } needed && !mayWait ? FreeSpace.Check(path, needed) : null;
            if (fault is not null)
                return null;
            var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
            if (size is { } length)
                RandomAccess.SetLength(handle, length);
            return new PartFile(handle, path);
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            fault = StorageFault.Of(e, path);
            return null;
        }
    }

    /// <summary>Writes <paramref name="bytes"/> at <paramref name="offset"/>; returns what kept it from doing so, or null.</summary>
    public StorageFault? Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return StorageFault.Of(e, _path);
        }
    }

    /// <summary>Writes the next <paramref name="count"/> bytes of a pipe at <paramref name="offset"/>.</summary>
    public StorageFault? Write(long offset, KernelPipe pipe, int count)
    {
        try
        {
            pipe.MoveTo(_handle, offset, count);
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return StorageFault.Of(e, _path);
        }
    }

    /// <summary>Reads back what was written.</summary>
    public int Read(long offset, Span<byte> buffer) => RandomAccess.Read(_handle, buffer, offset);

    public void SetLength(long size) => RandomAccess.SetLength(_handle, size);

    /// <summary>Waits until what was written has reached the disk.</summary>
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

    public void Dispose() => _handle.Dispose();
}
