using Weir.Measurements.Units;

namespace Weir.Proxy.Serving;

/// <summary>A proxy at one moment; counts since its start.</summary>
/// <param name="Bytes">Bytes of bodies that clients' kernels took.</param>
/// <param name="BytesFetched">Bytes of bodies that came from upstream.</param>
/// <param name="Memory">Held now, bodies in transit included.</param>
/// <param name="MemoryLimit">What that never exceeds.</param>
public sealed record ProxyStatus(
    int Clients,
    long Requests,
    long Hits,
    long Revalidated,
    long Misses,
    long Passed,
    long Failed,
    long Bytes,
    long BytesFetched,
    int Entries,
    ByteSize Memory,
    ByteSize MemoryLimit
)
{
    /// <summary>Bodies from upstream that were not what the digest in their head says: cut off, and not stored.</summary>
    public long DigestFailures { get; init; }

    /// <summary>Null without a disk.</summary>
    public DiskStatus? Disk { get; init; }

    /// <summary>Bytes that clients got and that did not have to come from upstream for it.</summary>
    public long BytesSaved => Math.Max(0, Bytes - BytesFetched);

    /// <summary>Requests that the store answered, with or without the origin's word, of those that it could have.</summary>
    public double? HitRatio =>
        Hits + Revalidated + Misses is var asked and > 0 ? (double)(Hits + Revalidated) / asked : null;
}

/// <summary>What a cache has on disk at one moment; counts since its start.</summary>
/// <param name="Used">Held now, responses on their way included.</param>
/// <param name="Limit">What that never exceeds.</param>
/// <param name="Errors">Failures of the disk: what was to be written then is not kept.</param>
/// <param name="Corrupt">Files that were not what was stored, and are gone.</param>
public sealed record DiskStatus(int Entries, ByteSize Used, ByteSize Limit, long Errors, long Corrupt);
