using Weir.Measurements.Units;

namespace Weir.Agent.Spool;

/// <summary>Where records are kept until they are delivered, and how many.</summary>
public sealed record SpoolOptions
{
    /// <summary>A spool smaller than this would thin itself all the time.</summary>
    public static readonly ByteSize LeastSize = 64 * ByteSize.KiB;

    public required string Folder { get; init; }

    /// <summary>The most that records take on the disk: about half a year of one download every five minutes.</summary>
    public ByteSize MaxSize { get; init; } = 64 * ByteSize.MiB;

    /// <summary>Who loses records when the spool thins itself.</summary>
    public required string Agent { get; init; }

    /// <summary>What is thinned out at once.</summary>
    internal long SegmentSize => Math.Min(1 << 20, MaxSize.Bytes / 8);

    /// <exception cref="ArgumentException">Values outside their bounds.</exception>
    internal static SpoolOptions Validate(SpoolOptions options) =>
        options.MaxSize >= LeastSize
            ? options
            : throw new ArgumentException($"A spool takes at least {LeastSize}.", nameof(options));
}
