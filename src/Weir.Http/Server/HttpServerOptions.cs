namespace Weir.Http.Server;

/// <summary>Limits of a server's connections, and what they say by themselves.</summary>
public sealed record HttpServerOptions
{
    public static HttpServerOptions Default { get; } = new();

    /// <summary>For the whole head, not per byte: a client that sends one byte a second gets 408 all the same.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the whole body of a request.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection is kept without a request (nginx: keepalive_timeout).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>The stretch over which the rate of a client that keeps the server waiting is measured.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes per second. A client that takes fewer over <see cref="StallTimeout"/>, while there is something to send and
    /// nothing but itself that holds it back, is dropped; at 0, one that takes nothing at all.
    /// </summary>
    public double MinRate { get; init; } = 1000;

    /// <summary>
    /// Bytes of heads and bodies of requests that are held at once, over all connections and beyond the first 4 KiB of each.
    /// A request that needs more then gets 503: clients that begin requests and do not end them must not take all memory.
    /// </summary>
    public long MaxRequestMemory { get; init; } = 64 * 1024 * 1024;

    /// <summary>Beyond it, a new connection gets 503 and is closed.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>The same for one client address; 0 for no limit.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>Bytes that one connection sends before the others of its loop have their turn.</summary>
    public int BytesPerTurn { get; init; } = 1024 * 1024;

    /// <summary>
    /// What the answers say that the server gives by itself, because a request is refused before its handler or the handler
    /// fails; null for nothing.
    /// </summary>
    public FixedField? OwnField { get; init; }

    /// <exception cref="ArgumentException">A limit that no server can work with.</exception>
    internal static HttpServerOptions Validate(HttpServerOptions options)
    {
        var tooSmall =
            options.HeadTimeout <= TimeSpan.Zero ? nameof(HeadTimeout)
            : options.BodyTimeout <= TimeSpan.Zero ? nameof(BodyTimeout)
            : options.IdleTimeout <= TimeSpan.Zero ? nameof(IdleTimeout)
            : options.StallTimeout <= TimeSpan.Zero ? nameof(StallTimeout)
            : options.MinRate < 0 ? nameof(MinRate)
            : options.MaxConnections < 1 ? nameof(MaxConnections)
            : options.MaxConnectionsPerAddress < 0 ? nameof(MaxConnectionsPerAddress)
            : options.BytesPerTurn < 4096 ? nameof(BytesPerTurn)
            : options.MaxRequestMemory < 0 ? nameof(MaxRequestMemory)
            : null;
        return tooSmall is null
            ? options
            : throw new ArgumentException($"{tooSmall} is too small for a server to work.", nameof(options));
    }
}
