using System.Net;
using Weir.Origin.Runs;
using Weir.Transport.Tls;

namespace Weir.Origin.Replicas;

/// <summary>An origin as its owner wants it.</summary>
public sealed record OriginOptions
{
    /// <summary>The replicas; the first is number 1.</summary>
    public required IReadOnlyList<ReplicaOptions> Replicas { get; init; }

    /// <summary>Each answer waits so long.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.Zero;

    /// <summary>Per replica; beyond it 503.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>One line of JSON per request is appended to it.</summary>
    public string? AccessLog { get; init; }

    /// <summary>Where the control listener listens; null for none.</summary>
    public IPEndPoint? Control { get; init; }

    /// <summary>Holds the control listener's token; made when missing.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Holds files until so many clients are there; null for no runs.</summary>
    public RunOptions? Runs { get; init; }

    /// <summary>Who all replicas are over TLS; null to serve in the clear.</summary>
    public TlsServer? Tls { get; init; }

    /// <summary>Loops, and so threads, that serve; 0 for one per core.</summary>
    public int Loops { get; init; }

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    internal static OriginOptions Validate(OriginOptions options)
    {
        var problem =
            options.Replicas.Count == 0 ? "An origin has at least one replica."
            : options.MaxConnections < 1 ? "MaxConnections is at least 1."
            : options.Latency < TimeSpan.Zero ? "Latency is not negative."
            : options.Replicas.Any(replica => replica.Rate is { BitsPerSecond: <= 0 }) ? "A rate is more than 0."
            : (options.Control is null) != (options.ControlToken is null)
                ? "A control listener and its token file go together."
            : options.Runs is { } runs ? RunOptions.Problem(runs, options.MaxConnections)
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
