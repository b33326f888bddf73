using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>
/// Before one site, by however many names clients know it: whatever Host they name, requests go there. The servers of the
/// site have the same; its first one gives it its name.
/// </summary>
internal sealed class GatewayRouter : IRouter
{
    private static readonly RouteRefusal NotOurs = new(400, "The request target is not one of this server.", "target");

    private readonly UpstreamSite _site;
    private readonly HealthCheck? _check;

    public GatewayRouter(
        IReadOnlyList<UpstreamAddress> upstreams,
        UpstreamOptions options,
        ProxyIdentity identity,
        TimeProvider time
    )
    {
        _site = new UpstreamSite(
            upstreams[0].Origin,
            [.. upstreams.Select(address => new UpstreamServer(new UpstreamPool(address, options, time), time))]
        );
        if (upstreams.Count > 1)
            _check = new HealthCheck(_site, identity, time);
    }

    public bool IsGateway => true;

    public IReadOnlyList<UpstreamStatus> Status => [.. _site.Servers.Select(server => server.Status)];

    public Route? Find(Head request, bool isSecure, out RouteRefusal? refusal)
    {
        var target = ForwardedRequest.Target(request, isSecure);
        refusal = target is null ? NotOurs : null;
        return target is null ? null : new Route(_site, target);
    }

    public string? Key(string text)
    {
        if (text.StartsWith('/'))
            return _site.Origin + text;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
            return null;
        var path = text.IndexOf('/', scheme + 3);
        return _site.Origin + (path < 0 ? "/" : text[path..]);
    }

    public void Dispose()
    {
        _check?.Dispose();
        _site.Dispose();
    }
}
