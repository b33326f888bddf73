using Weir.Http.Client;
using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding;

/// <summary>A request that is under way before there is a thread to wait for its answer.</summary>
/// <param name="RequestedAt">When it was sent.</param>
/// <param name="Start">The same as a timestamp; null when a part of it is still to be sent.</param>
internal sealed record DepartedRequest(
    UpstreamPool Pool,
    ClientConnection Connection,
    HeadWriter Request,
    DateTimeOffset RequestedAt,
    long? Start
);
