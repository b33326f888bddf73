using Weir.Measurements.Units;

namespace Weir.Collector.Ingest;

/// <summary>What one request may bring.</summary>
public sealed record IngestLimits
{
    /// <summary>A transfer from a hundred sources has some 50 KB.</summary>
    public ByteSize Line { get; init; } = 256 * ByteSize.KiB;

    public int Lines { get; init; } = 20_000;

    /// <summary>As it comes over the wire.</summary>
    public ByteSize Body { get; init; } = 16 * ByteSize.MiB;

    /// <summary>After gzip is undone: a few KB of zeros can become gigabytes.</summary>
    public ByteSize Inflated { get; init; } = 64 * ByteSize.MiB;
}
