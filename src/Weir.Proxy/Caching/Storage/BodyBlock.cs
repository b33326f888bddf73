using System.Buffers;

namespace Weir.Proxy.Caching.Storage;

/// <summary>A part of a body in memory. <see cref="Used"/> and <see cref="Next"/> are guarded by the body's lock.</summary>
internal sealed class BodyBlock
{
    /// <summary>Below the size at which arrays go to the large object heap, and a size of the pool.</summary>
    public const int LargestSize = 64 * 1024;

    public const int SmallestSize = 4 * 1024;

    private BodyBlock(byte[] bytes, long start)
    {
        Bytes = bytes;
        Start = start;
    }

    public byte[] Bytes { get; }

    /// <summary>The offset of its first byte in the body.</summary>
    public long Start { get; private set; }

    public int Used { get; set; }

    /// <summary>Nobody has seen what it holds: it begins anew at another offset.</summary>
    public void Restart(long start) => (Start, Used) = (start, 0);

    public BodyBlock? Next { get; set; }

    public long End => Start + Used;

    /// <summary>Whether its bytes are used anew once it is let go.</summary>
    public bool IsPooled => Bytes.Length == LargestSize;

    public bool IsFull => Used == Bytes.Length;

    /// <summary>What the block at that offset is to hold: as much as is to come, else as much as there is already.</summary>
    public static int SizeAt(long start, long? declared) =>
        (int)Math.Clamp(declared - start ?? Math.Max(start, SmallestSize), 1, LargestSize);

    public static BodyBlock Create(long start, int size) =>
        new(size == LargestSize ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size), start);

    /// <summary>Nobody reads it any more.</summary>
    public void Free()
    {
        if (IsPooled)
            ArrayPool<byte>.Shared.Return(Bytes);
    }
}
