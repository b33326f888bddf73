using Weir.Http.Client;

namespace Weir.Proxy.Forwarding;

/// <summary>An answer from upstream whose head has been read.</summary>
/// <param name="Pool">Where the connection comes from.</param>
/// <param name="Connection">To read the body from, and to be given back.</param>
/// <param name="RequestedAt">When the request was sent.</param>
/// <param name="ReceivedAt">When the head had been read.</param>
internal sealed record UpstreamExchange(
    UpstreamPool Pool,
    ClientConnection Connection,
    DateTimeOffset RequestedAt,
    DateTimeOffset ReceivedAt
)
{
    public int Status => Connection.Head.Status;

    /// <summary>Gives the connection back; it is kept when the answer was read to its end.</summary>
    public void Return() => Pool.Return(Connection);
}
