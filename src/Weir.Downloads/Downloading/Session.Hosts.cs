using Weir.Downloads.Fetching;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>What servers want of all who ask them: quiet for a while, or no more than so many connections.</summary>
internal sealed partial class Session
{
    /// <summary>
    /// Takes a place among the connections that the slot's server takes, or keeps the one it has. The caller holds the gate.
    /// </summary>
    private bool TakeSeat(Slot slot)
    {
        var host = _sources[slot.Source].Route.Current.Authority;
        if (slot.Seat == host)
            return _options.Hosts.MayAsk(host);
        if (!_options.Hosts.TryTake(host))
        {
            if (_roster.StandingOf(slot.Source) == Standing.Untried && _options.Hosts.CeilingOf(host) is { } ceiling)
                _roster.Postpone(slot.Source, $"its server takes no more than {Connections(ceiling)} at once");
            return false;
        }
        GiveUpSeat(slot);
        slot.Seat = host;
        return true;
    }

    private void GiveUpSeat(Slot slot)
    {
        if (slot.Seat is not { } host)
            return;
        slot.Seat = null;
        _options.Hosts.Leave(host);
        if (IsCapped(host))
            Monitor.PulseAll(_gate);
    }

    private bool IsCapped(Slot slot) => slot.Seat is { } host && IsCapped(host);

    private bool IsCapped(string host) => _options.Hosts.CeilingOf(host) is not null;

    /// <summary>Learns from a failure what its server wants.</summary>
    private void Heed(Slot slot, Failure failure)
    {
        var host = slot.LastAsked ?? _sources[slot.Source].Address.Authority;
        if (failure is { Kind: FailureKind.Busy, RetryAfter: { } wait })
        {
            var most = _options.Patience.MostPatience;
            _options.Hosts.AskForQuiet(host, wait < most ? wait : most);
        }
        var working = _slots.Count(s => s != slot && HasBrought(s) && s.LastAsked == host);
        if (working == 0 || slot.ConnectionBytes > 0 || !failure.MayMeanTooMany)
            return;
        var own = _slots.Count(s => s.Seat == host);
        if (_options.Hosts.Refuse(host, working, own) is { } ceiling)
            Notice($"{host} takes no more than {Connections(ceiling)} at once: {failure.Reason}");
    }

    private static string Connections(int count) => count == 1 ? "1 connection" : $"{count} connections";
}
