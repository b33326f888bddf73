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

    /// <summary>
    /// Older records are refused: those of their age are deleted, so that nobody would know one that comes again. Null for
    /// any age.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>After gzip is undone: a few KB of zeros can become gigabytes.</summary>
    public ByteSize Inflated { get; init; } = 64 * ByteSize.MiB;
}
