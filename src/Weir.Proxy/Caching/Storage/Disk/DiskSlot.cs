using Weir.Transport.Linux;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>One file of the cache, as memory knows it. Its place in the index is guarded by the index's lock.</summary>
/// <param name="bytes">What it is counted as on the disk.</param>
internal sealed class DiskSlot(DiskName name, long bytes)
    : Evictable((int)name.Key ^ (name.IsSlice ? (int)name.Selection : 0))
{
    /// <summary>What it is counted as in memory: itself, its places in the index and in a queue, its ghost.</summary>
    public const int Overhead = 256;

    private object? _proven;
    private Holders _holders = new();

    public DiskName Name => name;

    public long Bytes { get; set; } = bytes;

    /// <summary>An older file of the same key.</summary>
    public DiskSlot? Next { get; set; }

    /// <summary>Whether the index still has it.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether there is a newer head beside the file.</summary>
    public bool HasNewerHead { get; set; }

    /// <summary>What the file was when its checksum was found right; null as long as nobody has looked.</summary>
    public FileFingerprint? Proven
    {
        get => (FileFingerprint?)Volatile.Read(ref _proven);
        set => Volatile.Write(ref _proven, value);
    }

    /// <summary>Whether somebody reads it: to evict it would free nothing now.</summary>
    public override bool IsInUse => _holders.AreSeveral;

    /// <summary>False when it is gone.</summary>
    public bool TryHold() => _holders.TryAdd();

    /// <summary>Whether that was the last who held it: its space is free.</summary>
    public bool Release() => _holders.Remove();
}
