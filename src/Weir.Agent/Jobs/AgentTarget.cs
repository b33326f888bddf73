using Weir.Agent.Schedule;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Measurements.Units;
using Weir.Probes.Probing;
using Weir.Transport.Tls;

namespace Weir.Agent.Jobs;

/// <summary>What an agent measures again and again.</summary>
/// <param name="Name">As records say it.</param>
public abstract record AgentTarget(string Name)
{
    /// <summary>Null for the agent's own.</summary>
    public ScheduleOptions? Schedule { get; init; }

    /// <summary>Which servers are believed when they speak TLS; null for the authorities of the system.</summary>
    public PeerTrust? Trust { get; init; }
}

/// <summary>A file to download, and to drop once it is proven.</summary>
/// <param name="Sources">URLs of the same file, at least one.</param>
/// <param name="Checksum">The hash that the file must have; null when only its size can be checked.</param>
public sealed record DownloadTarget(string Name, IReadOnlyList<SourceAddress> Sources, Checksum? Checksum)
    : AgentTarget(Name)
{
    /// <summary>The most bytes per second; null for as many as come.</summary>
    public BitRate? LimitRate { get; init; }

    /// <summary>The most connections; null for one to each source at first, and more where they bring more.</summary>
    public int? Connections { get; init; }
}

/// <summary>A path to probe with numbered packets, or a server with small requests.</summary>
public sealed record PathTarget(string Name, ProbeTarget Reflector) : AgentTarget(Name)
{
    /// <summary>Packets of a session; null for the protocol's default.</summary>
    public int? Count { get; init; }

    /// <summary>From one packet to the next; null for the protocol's default.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Bytes of a packet; null for the protocol's default.</summary>
    public int? Size { get; init; }
}
