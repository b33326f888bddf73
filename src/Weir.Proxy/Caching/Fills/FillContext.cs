using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;

namespace Weir.Proxy.Caching.Fills;

/// <summary>What all fills of one proxy work with.</summary>
internal sealed record FillContext(
    IRouter Router,
    UpstreamOptions Options,
    ForwardedRequest Requests,
    ProxyIdentity Identity,
    MemoryStore Store,
    FillTable Table,
    PassMarks Marks,
    TimeProvider Time
)
{
    /// <summary>Told of exceptions, which are bugs.</summary>
    public Action<Exception>? Faulted { get; init; }

    /// <summary>Bytes of bodies that came from upstream.</summary>
    public long BytesFetched;

    /// <summary>Bodies that were not what the origin's digest of them says.</summary>
    public long DigestFailures;
}
