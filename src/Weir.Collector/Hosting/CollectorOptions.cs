using System.Net;
using System.Security.Cryptography.X509Certificates;
using Weir.Collector.Ingest;
using Weir.Collector.Limiting;
using Weir.Collector.Managing;

namespace Weir.Collector.Hosting;

/// <summary>How a collector listens and what it lets in.</summary>
public sealed record CollectorOptions
{
    /// <summary>At least one; port 0 is any free one.</summary>
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    /// <summary>With its key; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether reading needs no token; then all of <see cref="Listen"/> must be loopback addresses.</summary>
    public bool IsReadOpen { get; init; }

    /// <summary>Servers whose buttons viewers may press; each with a name of its own.</summary>
    public IReadOnlyList<ManagedServer> Managed { get; init; } = [];

    /// <summary>What else viewers may start; each with a name of its own.</summary>
    public IReadOnlyList<ViewerAct> Acts { get; init; } = [];

    /// <summary>Whether managing needs no token on this machine, as in the lab; then all of <see cref="Listen"/> must be loopback addresses.</summary>
    public bool IsManagingOpen { get; init; }

    public IngestLimits Limits { get; init; } = new();

    /// <summary>What one token may send over time; by default any amount.</summary>
    public SenderLimits Senders { get; init; } = new();

    /// <summary>How long records are kept; rollups are kept for ever. Null for records too.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Beyond it connections are closed at once.</summary>
    public int MaxConnections { get; init; } = 10_000;
}
