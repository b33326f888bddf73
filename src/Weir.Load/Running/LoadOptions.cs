using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Load.Matrix;
using Weir.Transport.Tls;

namespace Weir.Load.Running;

/// <summary>What a series of runs is to do.</summary>
public sealed record LoadOptions
{
    /// <summary>Origins of the file, at least one; clients are divided among them in turn.</summary>
    public required IReadOnlyList<SourceAddress> Sources { get; init; }

    /// <summary>The runs, in their order, at least one.</summary>
    public required IReadOnlyList<RunPlan> Runs { get; init; }

    /// <summary>The hash that the file must have; null when all clients must only agree with each other.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>An existing folder in which each client's file is kept; null to drop the bytes.</summary>
    public string? Keep { get; init; }

    /// <summary>Which https servers are believed.</summary>
    public PeerTrust Trust { get; init; } = PeerTrust.Default;

    /// <summary>Who measures.</summary>
    public string Agent { get; init; } = Environment.MachineName;

    /// <summary>What is measured; null for the first source's public URL.</summary>
    public string? Target { get; init; }

    /// <summary>How often progress is told.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    internal static LoadOptions Validate(LoadOptions options)
    {
        var problem =
            options.Sources.Count == 0 ? "There is no source."
            : options.Runs.Count == 0 ? "There is no run."
            : options.Runs.Any(run => run.Clients < 1) ? "A run has at least one client."
            : options.ProgressInterval <= TimeSpan.Zero ? "ProgressInterval is more than 0."
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
