using System.Net;

namespace Weir.Proxy.Relay;

/// <summary>A UDP relay as its owner wants it.</summary>
/// <param name="Listen">Where clients send to.</param>
/// <param name="Target">Where it goes on to.</param>
public sealed record RelayOptions(IPEndPoint Listen, IPEndPoint Target)
{
    /// <summary>Clients at once, each with a socket towards the target; what further ones send is dropped.</summary>
    public int MostSessions { get; init; } = 1024;

    /// <summary>A session in which nothing moves for so long ends (RFC 4787 4.3 asks NATs for two minutes at least).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <exception cref="ArgumentException">Limits that no relay can work with.</exception>
    internal static RelayOptions Validate(RelayOptions options) =>
        options.MostSessions >= 1 && options.IdleTimeout > TimeSpan.Zero
            ? options
            : throw new ArgumentException("A relay has room for a session and some patience.", nameof(options));
}
