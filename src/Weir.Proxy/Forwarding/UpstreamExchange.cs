using Weir.Http.Client;

namespace Weir.Proxy.Forwarding;

/// <summary>An answer from upstream whose head has been read.</summary>
/// <param name="Connection">To read the body from, and to be given back.</param>
/// <param name="RequestedAt">When the request was sent.</param>
/// <param name="ReceivedAt">When the head had been read.</param>
internal sealed record UpstreamExchange(
    ClientConnection Connection,
    DateTimeOffset RequestedAt,
    DateTimeOffset ReceivedAt
)
{
    public int Status => Connection.Head.Status;
}
