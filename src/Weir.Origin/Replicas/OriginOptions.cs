using System.Net;
using Weir.Http.Server;
using Weir.Measurements.Units;
using Weir.Origin.Digests;
using Weir.Origin.Runs;
using Weir.Transport.Tls;

namespace Weir.Origin.Replicas;

/// <summary>An origin as its owner wants it.</summary>
public sealed record OriginOptions
{
    /// <summary>Long enough that a cache spares the origin, short enough that a changed file is seen soon.</summary>
    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromSeconds(10);

    /// <summary>The replicas; the first is number 1.</summary>
    public required IReadOnlyList<ReplicaOptions> Replicas { get; init; }

    /// <summary>Each answer waits so long.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.Zero;

    /// <summary>How long caches may answer with a file without asking again; zero for never.</summary>
    /// <remarks>
    /// Told, because a cache that is told nothing takes a tenth of the file's age (RFC 9111 4.2.2): next to nothing for a
    /// file just written, and days for an old one that is about to change.
    /// </remarks>
    public TimeSpan MaxAge { get; init; } = DefaultMaxAge;

    /// <summary>Per replica; beyond it 503.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Per replica and client address; beyond it 503; 0 for no limit.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>A client that takes less over 30 s, and is held back by nothing but itself, is dropped.</summary>
    public BitRate MinRate { get; init; } = BitRate.FromBytesPerSecond(HttpServerOptions.Default.MinRate);

    /// <summary>One line per request is appended to it.</summary>
    public string? AccessLog { get; init; }

    public AccessLogFormat AccessLogFormat { get; init; }

    /// <summary>Where the control listener listens; null for none.</summary>
    public IPEndPoint? Control { get; init; }

    /// <summary>Holds the control listener's token; made when missing.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Holds files until so many clients are there; null for no runs.</summary>
    public RunOptions? Runs { get; init; }

    /// <summary>URLs of other copies, named in Metalink and Link: of the file, or of the folder when they end with a slash.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>How hashes of files are made and kept.</summary>
    public DigestOptions Digests { get; init; } = new();

    /// <summary>Who all replicas are over TLS; null to serve in the clear.</summary>
    public TlsServer? Tls { get; init; }

    /// <summary>Files that are never served, wherever they lie: keys and tokens of this server.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    internal string Scheme => Tls is null ? "http" : "https";

    /// <summary>Loops, and so threads, that serve; 0 for one per core over TLS, and one for two cores in the clear.</summary>
    public int Loops { get; init; }

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    internal static OriginOptions Validate(OriginOptions options)
    {
        var problem =
            options.Replicas.Count == 0 ? "An origin has at least one replica."
            : options.MaxConnections < 1 ? "MaxConnections is at least 1."
            : options.MaxConnectionsPerAddress < 0 ? "MaxConnectionsPerAddress is not negative."
            : options.MinRate < BitRate.Zero ? "MinRate is not negative."
            : options.Latency < TimeSpan.Zero ? "Latency is not negative."
            : options.MaxAge < TimeSpan.Zero ? "MaxAge is not negative."
            : options.Replicas.Any(replica => replica.Rate is { BitsPerSecond: <= 0 }) ? "A rate is more than 0."
            : (options.Control is null) != (options.ControlToken is null)
                ? "A control listener and its token file go together."
            : options.Runs is { } runs ? RunOptions.Problem(runs, options.MaxConnections)
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
