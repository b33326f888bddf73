using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Fills;

/// <summary>
/// Passes the interim answers of an origin on (RFC 9110 15.2: a proxy MUST) to all who wait for its final one. Any thread.
/// </summary>
internal sealed class InterimAnswers(ProxyIdentity identity)
{
    /// <summary>
    /// Bytes of them in all: what the kernel takes of a client that does not read, and enough for "wait" every other second
    /// for half an hour. What comes beyond is dropped.
    /// </summary>
    private const int Most = 64 * 1024;

    /// <summary>Guards who listens, so that nobody is told anything any more once this is over.</summary>
    private readonly Lock _lock = new();
    private List<Exchange>? _waiting = [];
    private int _bytes;

    /// <summary>For those to come; nothing after the end.</summary>
    /// <param name="exchange">Its handler waits for the outcome of the fill.</param>
    public void Add(Exchange exchange)
    {
        lock (_lock)
            _waiting?.Add(exchange);
    }

    public void Pass(Head interim)
    {
        // Nobody here has asked for a 100: each side of the proxy sends its own.
        if (interim.Status == 100 || _bytes > Most)
            return;
        var head = ForwardedResponse.Interim(interim, identity);
        _bytes += head.Length;
        if (_bytes > Most)
            return;
        lock (_lock)
            _waiting?.ForEach(exchange => exchange.SendInterim(head));
    }

    /// <summary>Before the handlers learn of the outcome.</summary>
    public void End()
    {
        lock (_lock)
            _waiting = null;
    }
}
