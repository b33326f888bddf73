using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Adapting;
using Weir.Downloads.Planning;
using Weir.Downloads.Politeness;
using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;
using Weir.Measurements.Units;
using Weir.Transport.Tls;

namespace Weir.Downloads.Downloading;

/// <summary>What a download is to do. The defaults are those of <c>weir get</c> without a terminal.</summary>
public sealed record DownloadOptions
{
    /// <summary>The hash the whole file must have; null when only its size can be checked.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>The size that the file must have; null when any will do.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// The hashes that the pieces of the file must have, by which a single wrong byte is found and only its piece fetched
    /// again; null for none.
    /// </summary>
    public PieceHashes? Pieces { get; init; }

    /// <summary>
    /// The <see cref="Pieces"/> are known from where the <see cref="Checksum"/> is known, and need not be doubted: the whole
    /// is not hashed once more.
    /// </summary>
    public bool PiecesSuffice { get; init; }

    /// <summary>
    /// When one source is named, the mirrors and the Metalink that its server tells of (RFC 6249) are used as well. Not for
    /// who measures: what is measured is then more than what was named.
    /// </summary>
    public bool Mirrors { get; init; }

    public Balance Balance { get; init; } = Balance.Dynamic;

    /// <summary>Whether the result says why it went as it did (<see cref="DownloadResult.Explanation"/>).</summary>
    public bool Explain { get; init; } = true;

    /// <summary>
    /// The most connections in all, made at once; null for one to each source at first, and more where they bring more.
    /// </summary>
    public int? Connections { get; init; }

    /// <summary>The most bytes per second in all; null for as many as come.</summary>
    public BitRate? LimitRate { get; init; }

    /// <summary>A limit that this download keeps to together with others; goes before <see cref="LimitRate"/>.</summary>
    public RateLimit? SharedLimit { get; init; }

    /// <summary>How long to keep looking while no server answers.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.Zero;

    /// <summary>How long to hope for a server to come back once none is left.</summary>
    public TimeSpan GiveUp { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Which https servers are believed.</summary>
    public PeerTrust Trust { get; init; } = PeerTrust.Default;

    /// <summary>Replaces an existing file.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Waits for the disk before claiming bytes, so that they survive a power loss.</summary>
    public bool Sync { get; init; }

    /// <summary>How long to wait for space when the disk is full; then, or at once, the download ends so that it can be continued.</summary>
    public TimeSpan DiskWait { get; init; } = TimeSpan.Zero;

    /// <summary>Who measures.</summary>
    public string Agent { get; init; } = Environment.MachineName;

    /// <summary>What is measured; null for the first source without userinfo, query and fragment.</summary>
    public string? Target { get; init; }

    /// <summary>How this client names itself in a run.</summary>
    public string? Client { get; init; }

    /// <summary>Further fields for every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Which proxies requests go through.</summary>
    public ProxyRules Proxies { get; init; } = ProxyRules.None;

    /// <summary>How often progress is reported.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What there is of the file is a damaged copy, of which nothing is to be fetched that is right.</summary>
    internal bool IsRepair { get; init; }

    /// <summary>Patience with sources, but for what the options above say.</summary>
    internal RosterOptions Patience { get; init; } = new();

    /// <summary>When further connections are made, where <see cref="Connections"/> leaves it open.</summary>
    internal AdaptiveOptions Adaptive { get; init; } = new();

    /// <summary>How the file is divided, but for what the options above say.</summary>
    internal PlannerOptions Planning { get; init; } = new();

    /// <summary>What servers have asked for, known to all downloads of the process.</summary>
    internal HostRegistry Hosts { get; init; } = HostRegistry.Shared;

    /// <summary>
    /// Lets its first requests go together with those of other downloads, whose owner proves the file himself; null to start at
    /// once.
    /// </summary>
    internal StartGate? Start { get; init; }

    /// <summary>The run that it is a part of, told to the servers that were named; null for one that they may tell.</summary>
    internal string? RunId { get; init; }

    /// <summary>How far the sources of a stream may be ahead of its reader, in bytes; null for enough of a single one.</summary>
    internal int? StreamWindow { get; init; }

    /// <summary>How long a finished file without a checksum waits for sources that might contradict it.</summary>
    internal TimeSpan Objections { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pieces that one can fetch a second time into memory.</summary>
    internal PieceHashes? UsablePieces => Pieces is { } pieces && IsUsable(pieces) ? pieces : null;

    internal static bool IsUsable(PieceHashes pieces) =>
        Math.Min(pieces.Map.PieceSize, pieces.Map.Size) <= Verifying.PieceBook.LargestPiece;

    internal const long HashWindow = 64 << 20;
}
