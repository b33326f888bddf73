using System.Net;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;
using Weir.Proxy.Relay;
using Weir.Transport.Tls;

namespace Weir.Proxy.Serving;

/// <summary>A proxy as its owner wants it.</summary>
public sealed record ProxyOptions
{
    /// <summary>Where it answers HTTP; empty for a proxy that only relays.</summary>
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    /// <summary>The servers that it stands before, which all have the same; empty for another kind of proxy.</summary>
    public IReadOnlyList<UpstreamAddress> Upstreams { get; init; } = [];

    /// <summary>Where a forward proxy goes, by absolute-form and CONNECT; empty for another kind of proxy.</summary>
    public IReadOnlyList<AllowedHost> Allowed { get; init; } = [];

    public UpstreamOptions UpstreamOptions { get; init; } = new();

    public StoreLimits Store { get; init; } = new();

    public IReadOnlyList<RelayOptions> Relays { get; init; } = [];

    /// <summary>Per listener; beyond it 503.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>One line of JSON per request is appended to it.</summary>
    public string? AccessLog { get; init; }

    /// <summary>Where the control listener listens; null for none.</summary>
    public IPEndPoint? Control { get; init; }

    /// <summary>Holds the control listener's token; made when missing.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Who its listeners are over TLS; null to answer in the clear.</summary>
    public TlsServer? Tls { get; init; }

    /// <summary>Loops, and so threads, that serve; 0 for one per core.</summary>
    public int Loops { get; init; }

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    internal static ProxyOptions Validate(ProxyOptions options)
    {
        UpstreamOptions.Validate(options.UpstreamOptions);
        StoreLimits.Validate(options.Store);
        var problem =
            options.Listen.Count == 0 && options.Relays.Count == 0 ? "A proxy listens somewhere or relays something."
            : options.Upstreams.Count > 0 && options.Allowed.Count > 0
                ? "A proxy stands before servers or goes to those that are asked for, not both."
            : (options.Listen.Count == 0) != (options.Upstreams.Count + options.Allowed.Count == 0)
                ? "A listener and where its requests go belong together."
            : options.MaxConnections < 1 ? "MaxConnections is at least 1."
            : (options.Control is null) != (options.ControlToken is null)
                ? "A control listener and its token file go together."
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
