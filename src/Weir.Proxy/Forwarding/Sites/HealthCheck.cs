using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>
/// Looks now and then whether the servers of a site answer, so that no client finds out: <c>HEAD /</c>, to which any answer
/// is one. A thread of its own; only for a site with several servers, since with one there is no choice.
/// </summary>
internal sealed class HealthCheck : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly UpstreamSite _site;
    private readonly ProxyIdentity _identity;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _isRunning;

    public HealthCheck(UpstreamSite site, ProxyIdentity identity, TimeProvider time)
    {
        (_site, _identity, _time) = (site, identity, time);
        _timer = _time.CreateTimer(_ => Begin(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>A server that does not answer takes its time: the next round waits for this one.</summary>
    private void Begin()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
            return;
        new Thread(Check) { IsBackground = true, Name = "proxy health" }.Start();
    }

    private void Check()
    {
        try
        {
            foreach (var server in _site.Servers)
            {
                if (server.IsUp)
                    Check(server);
            }
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private void Check(UpstreamServer server)
    {
        var request = new HeadWriter()
            .StartRequest("HEAD"u8, "/"u8)
            .Field("Host"u8, server.Address.Authority)
            .Field("Via"u8, _identity.Via.Span)
            .Field("Cache-Control"u8, "no-store"u8)
            .End();
        var exchange = server.Pool.Send(request, default, isIdempotent: true, toHead: true, out var failure);
        if (exchange is not null)
        {
            server.Answered();
            exchange.Return();
        }
        else if (failure != ForwardFailure.Stopped)
        {
            server.Failed(failure!.Reason);
        }
    }
}
