using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>What the user changes while the download runs.</summary>
internal sealed partial class Session
{
    private bool _isPaused;
    private bool _hasAdded;

    public void Pause()
    {
        lock (_gate)
        {
            if (_conclusion is not null || _isPaused)
                return;
            _isPaused = true;
            foreach (var slot in _slots)
                Dismiss(slot);
            NoteStates();
            Monitor.PulseAll(_gate);
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            if (_conclusion is not null || !_isPaused)
                return;
            _isPaused = false;
            _adaptive.Restart(Now);
            Monitor.PulseAll(_gate);
        }
    }

    public void AddSource(SourceAddress address)
    {
        lock (_gate)
        {
            if (_conclusion is not null || Find(address) >= 0)
                return;
            _hasAdded = true;
            AddSource(address, Now);
        }
    }

    public void RemoveSource(SourceAddress address)
    {
        lock (_gate)
        {
            var source = Find(address);
            if (_conclusion is not null || source < 0)
                return;
            _sources[source].IsRemoved = true;
            _roster.Remove(source);
            foreach (var slot in _slots)
                if (slot.Source == source)
                    Dismiss(slot);
            Reconsider();
            NoteStates();
            Monitor.PulseAll(_gate);
        }
    }

    private int Find(SourceAddress address) =>
        _sources.FindIndex(s => !s.IsRemoved && string.Equals(s.Address.Url, address.Url, StringComparison.Ordinal));
}
