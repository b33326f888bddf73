using Weir.Downloads.Adapting;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>Sources, their connections, and how many of these there are.</summary>
internal sealed partial class Session
{
    private readonly AdaptiveConnections _adaptive;
    private readonly List<Slot> _newSlots = [];
    private readonly List<SourceFlow> _flows = [];

    /// <summary>The user left the number of connections open. Equal parts are for a number that is known.</summary>
    private bool IsAdaptive => _options.Connections is null && _options.Balance == Balance.Dynamic;

    /// <summary>Hands over the slots that have no thread yet.</summary>
    public Slot[] TakeNewSlots()
    {
        lock (_gate)
        {
            var slots = _conclusion is null ? _newSlots.ToArray() : [];
            _newSlots.Clear();
            return slots;
        }
    }

    public SourceRoute RouteOf(Slot slot)
    {
        lock (_gate)
            return _sources[slot.Source].Route;
    }

    private void AddSource(SourceAddress address, TimeSpan now)
    {
        _sources.Add(new SourceRun(address) { Route = { Run = _options.RunId } });
        _roster.Add(now);
        _adaptive.Add();
        AddSlot(_sources.Count - 1);
    }

    private void AddSlot(int source)
    {
        var slot = new Slot(_slots.Count, source, _slots.Count(s => s.Source == source));
        _slots.Add(slot);
        _newSlots.Add(slot);
    }

    private bool IsAllowed(Slot slot) =>
        !_sources[slot.Source].IsRemoved && (!IsAdaptive || slot.Ordinal < _adaptive.AllowedFor(slot.Source));

    private void Adapt(TimeSpan now)
    {
        if (
            !IsAdaptive
            || _isPaused
            // In a run each client is to have its own share of the servers, and no more.
            || (_runId is not null && _options.Client is null)
            || _attempt is not { Size: { } size, IsWholeOnly: false } attempt
            || attempt.Plan.IsFinished
        )
            return;
        _flows.Clear();
        for (var i = 0; i < _sources.Count; i++)
        {
            var run = _sources[i];
            var working = _slots.Count(s => s.Source == i && s.HasSegment);
            _flows.Add(new SourceFlow(run.Bytes, working, MayGrow(attempt, i), run.Connect ?? TimeSpan.Zero));
        }
        if (_adaptive.Tick(now, _flows, new WholeFlow(size - attempt.Written.Total, _limit?.Rate.BytesPerSecond)))
            ApplyAllowances();
    }

    private bool MayGrow(Attempt attempt, int source)
    {
        var run = _sources[source];
        return _roster.StandingOf(source) == Standing.Joined
            && attempt.Class.Members.Contains(source)
            && attempt.Takes(source)
            && run is { Facts.HasRanges: true, IsHeld: false, IsStalled: false }
            && (
                _options.Hosts.CeilingOf(run.Route.Current.Authority) is not { } ceiling
                || ceiling > _adaptive.AllowedFor(source)
            );
    }

    /// <summary>Makes the connections that are allowed, and takes back those that are not any more.</summary>
    private void ApplyAllowances()
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            var allowed = _adaptive.AllowedFor(i);
            for (var have = _slots.Count(s => s.Source == i); have < allowed; have++)
                AddSlot(i);
        }
        foreach (var slot in _slots)
            if (!IsAllowed(slot))
                Dismiss(slot);
        Monitor.PulseAll(_gate);
    }

    /// <summary>Takes a connection's work back, to be done by others, and closes it.</summary>
    private void Dismiss(Slot slot)
    {
        if (!slot.IsEngaged)
            return; // Its thread closes what is open.
        if (slot.HasSegment)
            _attempt?.Plan.RemoveConnection(slot.Id, Now);
        CallOff(slot);
    }

    /// <summary>One of several connections failed while others work: its source has had enough of them.</summary>
    private void WithdrawFailing(Slot slot, Failure failure)
    {
        if (!IsAdaptive)
            return;
        var working = _slots.Count(s => s != slot && s.Source == slot.Source && s.HasSegment);
        if (_adaptive.Fail(slot.Source, working, failure.Reason, Now))
            ApplyAllowances();
    }
}
