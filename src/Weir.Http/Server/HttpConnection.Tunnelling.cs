using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>A connection that has become a tunnel: it passes on what the loop says, and counts as any other.</summary>
internal sealed partial class HttpConnection
{
    private void OpenTunnel(ITunnel tunnel)
    {
        _timer.Cancel();
        _stalledSince = null;
        _phase = Phase.Tunnelling;
        tunnel.Open(
            _channel,
            _reader.TakeUnread(),
            isBroken => End(isBroken ? ExchangeOutcome.AbortedByClient : ExchangeOutcome.Complete, isReset: isBroken)
        );
    }

    private void PassOn(LoopEvents events)
    {
        try
        {
            _exchange.Tunnel!.OnReady(events);
        }
        catch (Exception bug)
        {
            // As with requests: the edge of what one connection may break.
            _server.Faulted?.Invoke(bug);
            End(ExchangeOutcome.AbortedByServer, isReset: true);
        }
    }
}
