using Microsoft.Win32.SafeHandles;

namespace Weir.Origin.Digests;

/// <summary>
/// The files that wait to be hashed, smallest first, those of one size as they came. All takers but one take any file; the
/// last takes small ones only, so that none of them waits for a large one to end. Any thread.
/// </summary>
internal sealed class HashQueue(int most)
{
    /// <summary>Above it a file is large: about a quarter of a second of work.</summary>
    public const long SmallSize = 128L * 1024 * 1024;

    /// <summary>Guards every field below, and wakes who waits.</summary>
    private readonly object _gate = new();
    private readonly PriorityQueue<(FileDigest Digest, SafeFileHandle File), (long Size, long Order)> _files = new();
    private long _order;
    private bool _isClosed;

    /// <summary>Takes over <paramref name="file"/>, unless there is no room or the queue is closed.</summary>
    public bool TryAdd(FileDigest digest, SafeFileHandle file)
    {
        lock (_gate)
        {
            if (_isClosed || _files.Count >= most)
                return false;
            _files.Enqueue((digest, file), (digest.Facts.Size, _order++));
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Waits for the smallest file there is; false when the queue is closed.</summary>
    public bool TryTake(bool isSmallOnly, out (FileDigest Digest, SafeFileHandle File) next)
    {
        lock (_gate)
        {
            while (!_isClosed)
            {
                if (_files.TryPeek(out next, out var key) && !(isSmallOnly && key.Size > SmallSize))
                {
                    _files.Dequeue();
                    return true;
                }

                Monitor.Wait(_gate);
            }

            next = default;
            return false;
        }
    }

    /// <summary>Wakes all takers; what is left is the caller's.</summary>
    public IReadOnlyList<(FileDigest Digest, SafeFileHandle File)> Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
            (FileDigest, SafeFileHandle)[] left = [.. _files.UnorderedItems.Select(item => item.Element)];
            _files.Clear();
            return left;
        }
    }
}
