using Microsoft.Win32.SafeHandles;
using Weir.Transport.Blocking;

namespace Weir.Downloads.Writing;

/// <summary>
/// The unfinished file. Written at its offsets from several threads at once; each thread writes bytes of its own.
/// </summary>
internal sealed class PartFile : Part
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private PartFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
    }

    public override bool TakesPipes => true;

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

    public override StorageFault? Write(long offset, ReadOnlySpan<byte> bytes)
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

    public override StorageFault? Write(long offset, KernelPipe pipe, int count)
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

    public override int Read(long offset, Span<byte> buffer) => RandomAccess.Read(_handle, buffer, offset);

    public override DateTime? LastWrite
    {
        get
        {
            try
            {
                return File.GetLastWriteTimeUtc(_handle);
            }
            catch (Exception e) when (StorageFault.IsStorage(e) || e is ObjectDisposedException)
            {
                return null;
            }
        }
    }

    public void SetLength(long size) => RandomAccess.SetLength(_handle, size);

    public override StorageFault? Flush()
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

    public override void Dispose() => _handle.Dispose();
}
