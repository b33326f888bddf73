using Weir.Transport.Tls;

namespace Weir.Proxy.Forwarding;

/// <summary>How long an upstream may take, and which ones are believed.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Which https upstreams are believed.</summary>
    public PeerTrust Trust { get; init; } = PeerTrust.Default;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the whole head of an answer (nginx: proxy_read_timeout; Varnish: first_byte_timeout).</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two bytes of a body (Varnish: between_bytes_timeout), and for room to send more of a request.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an idle connection is kept: below what servers keep theirs, so that it is rarely closed in the moment of its use.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Requests that have a thread at once; what comes beyond waits its turn. One whose clients are behind has none. A loop
    /// begins no further ones without a thread while there are so many in all.
    /// </summary>
    public int MostFetches { get; init; } = 256;

    /// <exception cref="ArgumentException">Limits that no proxy can work with.</exception>
    internal static UpstreamOptions Validate(UpstreamOptions options)
    {
        var tooSmall =
            options.ConnectTimeout <= TimeSpan.Zero ? nameof(ConnectTimeout)
            : options.HeadTimeout <= TimeSpan.Zero ? nameof(HeadTimeout)
            : options.BodyTimeout <= TimeSpan.Zero ? nameof(BodyTimeout)
            : options.MostFetches < 1 ? nameof(MostFetches)
            : null;
        return tooSmall is null
            ? options
            : throw new ArgumentException($"{tooSmall} is too small for a proxy to work.", nameof(options));
    }
}
