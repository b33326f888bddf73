using System.Net;
using Weir.Measurements.Units;
using Weir.Proxy.Relay.Tcp;
using Weir.Proxy.Relay.Udp;

namespace Weir.Proxy.Relay;

/// <summary>A relay as its owner wants it.</summary>
/// <param name="Listen">Where clients come.</param>
/// <param name="Target">Where it goes on to.</param>
public sealed record RelayOptions(IPEndPoint Listen, IPEndPoint Target)
{
    public RelayProtocol Protocol { get; init; }

    /// <summary>Clients (UDP) or connections (TCP) at once; what further ones send is dropped, or they are reset.</summary>
    public int MostSessions { get; init; } = 1024;

    /// <summary>A UDP session in which nothing moves for so long ends (RFC 4787 4.3 asks NATs for two minutes at least).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>As <see cref="IdleTimeout"/>, of a client that has answered nothing yet (30 s in Linux's connection tracking).</summary>
    public TimeSpan UnverifiedTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a TCP target may take to accept.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes sent to a UDP client per byte that came from it, until it has shown by its answers that it is where it says
    /// (three, as in RFC 9000 section 8.1); 0 for no bound.
    /// </summary>
    public double ReplyRatio { get; init; } = 3;

    /// <summary>What may wait in the relay at once, for its delay or its bandwidth; what comes beyond is dropped, or not read.</summary>
    public ByteSize MostQueued { get; init; } = new(64L << 20);

    public RelayImpairment Impairment { get; init; } = RelayImpairment.None;

    /// <summary>The relay, not started yet.</summary>
    /// <exception cref="ArgumentException">They contradict themselves.</exception>
    public IRelay CreateRelay(TimeProvider time) =>
        Protocol == RelayProtocol.Udp ? new UdpRelay(this, time) : new TcpRelay(this, time);

    /// <exception cref="ArgumentException">Limits that no relay can work with.</exception>
    internal static RelayOptions Validate(RelayOptions options) =>
        options.Impairment.Problem(options.Protocol) is { } problem
            ? throw new ArgumentException(problem, nameof(options))
        : options.MostSessions >= 1
        && options.IdleTimeout > TimeSpan.Zero
        && options.UnverifiedTimeout > TimeSpan.Zero
        && options.ConnectTimeout > TimeSpan.Zero
        && options.ReplyRatio >= 0
        && options.MostQueued.Bytes > 0
            ? options
        : throw new ArgumentException("A relay has room for a session and some patience.", nameof(options));
}
