using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Load.Matrix;
using Weir.Load.Programs;
using Weir.Load.Requests;
using Weir.Transport.Tls;

namespace Weir.Load.Running;

/// <summary>What a series of runs is to do.</summary>
public sealed record LoadOptions
{
    /// <summary>Origins of the file, at least one; clients are divided among them in turn.</summary>
    public required IReadOnlyList<SourceAddress> Sources { get; init; }

    /// <summary>Each client fetches from all sources at once, instead of from one of them.</summary>
    public bool AllSources { get; init; }

    /// <summary>The runs, in their order, at least one.</summary>
    public required IReadOnlyList<RunPlan> Runs { get; init; }

    /// <summary>Between the end of a run and the beginning of the next.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>The hash that the file must have; null when all clients must only agree with each other.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>An existing folder in which each client's file is kept; null to drop the bytes.</summary>
    public string? Keep { get; init; }

    /// <summary>Programs that take the place of the clients, given to them in turn; empty for clients of Weir.</summary>
    public IReadOnlyList<CommandTemplate> Commands { get; init; } = [];

    /// <summary>A program that runs longer is killed.</summary>
    public TimeSpan ProgramTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests for a small file again and again; null for one download for each client.</summary>
    public RequestOptions? Requests { get; init; }

    /// <summary>The server's own log, which tells its side of each transfer; null for none.</summary>
    public string? ServerLog { get; init; }

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
            : options.Pause < TimeSpan.Zero ? "Pause is not negative."
            : options.ProgramTimeout <= TimeSpan.Zero ? "ProgramTimeout is more than 0."
            : options.Commands.Count > 0 && options.Requests is not null ? "Programs make their requests themselves."
            : options.AllSources && (options.Commands.Count > 0 || options.Requests is not null)
                ? "Only clients that download once fetch from all sources."
            : options.Requests is { Duration.Ticks: <= 0 } ? "Requests are made for more than no time."
            : options.Requests is { ArrivalsPerSecond: <= 0 } ? "Arrivals are more than 0 a second."
            : options.ProgressInterval <= TimeSpan.Zero ? "ProgressInterval is more than 0."
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
