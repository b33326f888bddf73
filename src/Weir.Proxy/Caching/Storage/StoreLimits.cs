using Weir.Measurements.Units;

namespace Weir.Proxy.Caching.Storage;

/// <summary>How much a store may hold.</summary>
public sealed record StoreLimits
{
    /// <summary>Below it there is no room for a body in transit beside what is stored.</summary>
    public static readonly ByteSize LeastMemory = ByteSize.MiB;

    /// <summary>Bytes in memory, bodies on their way to clients included.</summary>
    public ByteSize Memory { get; init; } = 256 * ByteSize.MiB;

    /// <summary>The folder of what is to outlive the process; null for none.</summary>
    public string? Disk { get; init; }

    /// <summary>Bytes in that folder, responses on their way included.</summary>
    public ByteSize DiskSize { get; init; } = 10 * ByteSize.GiB;

    /// <summary>Responses to one URI that differ by Vary: a flood of made-up field values must not fill the store.</summary>
    public int MostVariants { get; init; } = 64;

    /// <summary>Below it a few responses would push out all others.</summary>
    public static readonly ByteSize LeastDisk = 16 * ByteSize.MiB;

    /// <summary>The longest body that is kept in memory.</summary>
    internal long LargestBody => Memory.Bytes / 4 * 3;

    /// <exception cref="ArgumentException">Limits that no store can work with.</exception>
    internal static StoreLimits Validate(StoreLimits limits)
    {
        var problem =
            limits.Memory.Bytes < LeastMemory.Bytes ? $"Memory is at least {LeastMemory}."
            : limits.Disk is not null && limits.DiskSize.Bytes < LeastDisk.Bytes ? $"DiskSize is at least {LeastDisk}."
            : limits.MostVariants < 1 ? "MostVariants is at least 1."
            : null;
        return problem is null ? limits : throw new ArgumentException(problem, nameof(limits));
    }
}
