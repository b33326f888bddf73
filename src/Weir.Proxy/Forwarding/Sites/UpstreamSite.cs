using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>
/// An origin as requests name it, and the servers that have it. A request goes to the one with the fewest under way; when
/// that gives no answer, an idempotent one, and any that cannot have arrived, goes to the next. Any thread.
/// </summary>
/// <param name="origin">Scheme and authority, without a slash at the end: keys of the store begin with it.</param>
internal sealed class UpstreamSite(string origin, IReadOnlyList<UpstreamServer> servers) : IDisposable
{
    /// <summary>A client waits for so many servers in vain, however many there are.</summary>
    private const int MostTries = 3;

    private int _turn;

    public string Origin => origin;

    public IReadOnlyList<UpstreamServer> Servers => servers;

    /// <summary>Chooses the server that a request goes to first, and sends it as <see cref="UpstreamPool.SendAhead"/> does.</summary>
    /// <param name="departed">The request under way; null when it could not leave yet.</param>
    public UpstreamServer? SendAhead(Func<UpstreamAddress, HeadWriter> write, out DepartedRequest? departed)
    {
        var first = Choose([]);
        departed = first?.Pool.SendAhead(write);
        return first;
    }

    /// <summary>Sends a request and reads the head of its answer; blocks meanwhile.</summary>
    /// <param name="request">Writes the head for the server that it goes to.</param>
    /// <param name="first">The server to begin with; null to choose one.</param>
    /// <param name="departed">That request, when it is under way to that server already.</param>
    /// <param name="onInterim">Gets the head of each interim answer, which is valid for as long as the call.</param>
    public UpstreamExchange? Send(
        Func<UpstreamAddress, HeadWriter> request,
        ReadOnlySpan<byte> body,
        bool isIdempotent,
        bool toHead,
        out ForwardFailure? failure,
        Action<Head>? onInterim = null,
        UpstreamServer? first = null,
        DepartedRequest? departed = null
    )
    {
        failure = null;
        var tried = new List<UpstreamServer>(1);
        while (tried.Count < MostTries && (first ?? Choose(tried)) is { } server)
        {
            tried.Add(server);
            var exchange = server.Pool.Send(
                departed?.Request ?? request(server.Address),
                body,
                isIdempotent,
                toHead,
                out var reason,
                onInterim,
                departed
            );
            (first, departed) = (null, null);
            if (exchange is not null)
            {
                server.Answered();
                failure = null;
                return exchange;
            }

            failure ??= reason;
            if (reason == ForwardFailure.Stopped || reason!.IsRefusal)
                return null;
            server.Failed(reason.Reason);
            if (!isIdempotent && !reason.IsUnsent)
                return null;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var server in servers)
            server.Dispose();
    }

    /// <summary>When all are down each is as good as the other: it may be back.</summary>
    private UpstreamServer? Choose(List<UpstreamServer> tried)
    {
        if (servers.Count == 1)
            return tried.Count == 0 ? servers[0] : null;
        var first = (int)((uint)Interlocked.Increment(ref _turn) % servers.Count);
        UpstreamServer? best = null;
        var (isBestUp, least) = (false, int.MaxValue);
        for (var i = 0; i < servers.Count; i++)
        {
            var server = servers[(first + i) % servers.Count];
            if (tried.Contains(server))
                continue;
            var (isUp, busy) = (server.IsUp, server.Pool.Busy);
            if (best is not null && (isBestUp && !isUp || isBestUp == isUp && busy >= least))
                continue;
            (best, isBestUp, least) = (server, isUp, busy);
        }

        return best;
    }
}
