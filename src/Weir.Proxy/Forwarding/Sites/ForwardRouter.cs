using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>To whatever server a request names by its absolute-form (RFC 9112 3.2.2), if that is allowed.</summary>
internal sealed class ForwardRouter(AllowList allowed, UpstreamOptions options, TimeProvider time) : IRouter
{
    /// <summary>Sites with connections of their own; of more, the one that was used longest ago is given up.</summary>
    internal const int MostSites = 256;

    private static readonly RouteRefusal NotAbsolute = new(
        400,
        "This is a forward proxy: name the whole URL, http://HOST/PATH.",
        "target"
    );
    private static readonly RouteRefusal NotAllowed = new(403, "This proxy does not go there.", "not-allowed");
    private static readonly RouteRefusal Secured = new(
        400,
        "What is to be had over TLS is asked for by CONNECT.",
        "target"
    );

    /// <summary>Guards the list.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Known> _sites = new(StringComparer.Ordinal);
    private bool _isDisposed;

    public bool IsGateway => false;

    public AllowList Allowed => allowed;

    public Route? Find(Head request, bool isSecure, out RouteRefusal? refusal)
    {
        refusal = NotAbsolute;
        if (!RequestTarget.TryParse(request.Target, out var target) || target.Form != TargetForm.Absolute)
            return null;
        refusal = Secured;
        if (target.IsHttps)
            return null;
        // RFC 9112 3.2.2: MUST ignore Host.
        refusal = NotAbsolute;
        if (UpstreamAddress.OfHost(Encoding.ASCII.GetString(target.Host)) is not { } address)
            return null;
        refusal = NotAllowed;
        if (!allowed.Covers(address.Host.Trim('[', ']'), address.Port))
            return null;
        refusal = null;
        var rest = Encoding.ASCII.GetString(request.Target)["http://".Length..][target.Host.Length..];
        return new Route(SiteOf(address), rest.StartsWith('/') ? rest : "/" + rest);
    }

    public string? Key(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
            ? uri.GetLeftPart(UriPartial.Authority) + uri.PathAndQuery
            : null;

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var known in _sites.Values)
                known.Site.Dispose();
        }
    }

    private UpstreamSite SiteOf(UpstreamAddress address)
    {
        lock (_lock)
        {
            if (!_sites.TryGetValue(address.Origin, out var known))
            {
                if (_sites.Count >= MostSites)
                    GiveUpOldest();
                var pool = new UpstreamPool(address, options, time, ip => allowed.Permits(ip, address.Port));
                known = new Known(new UpstreamSite(address.Origin, [new UpstreamServer(pool, time)]));
                if (_isDisposed)
                    known.Site.Dispose();
                _sites.Add(address.Origin, known);
            }

            known.UsedAt = time.GetTimestamp();
            return known.Site;
        }
    }

    /// <summary>Of those without requests; one that is on its way there all the same still arrives.</summary>
    private void GiveUpOldest()
    {
        var oldest = _sites
            .Where(one => one.Value.Site.Servers[0].Pool.Busy == 0)
            .OrderBy(one => one.Value.UsedAt)
            .FirstOrDefault();
        if (oldest.Key is null)
            return;
        _sites.Remove(oldest.Key);
        oldest.Value.Site.Servers[0].Pool.Retire();
    }

    private sealed class Known(UpstreamSite site)
    {
        public UpstreamSite Site => site;

        public long UsedAt { get; set; }
    }
}
