namespace Weir.Collector.Live;

/// <summary>The last event of each running transfer and of each of its sources, for who begins to watch. One thread at a time.</summary>
internal sealed class RunningTransfers(TimeProvider time)
{
    private const int Most = 64;
    private const int MostSources = 32;

    /// <summary>One that says nothing for so long has ended without its record.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Transfer> _transfers = new(StringComparer.Ordinal);

    /// <summary>The latest that are over: what is still told of them after their record would make them run for ever.</summary>
    private readonly Queue<string> _ended = [];

    public IReadOnlyList<LiveEvent> All
    {
        get
        {
            Forget();
            return [.. _transfers.Values.SelectMany(transfer => transfer.Events)];
        }
    }

    /// <param name="url">Of the source; null for an event of the whole transfer.</param>
    public void Keep(string id, string? url, LiveEvent happened)
    {
        if (!_transfers.TryGetValue(id, out var transfer))
        {
            if (_ended.Contains(id))
                return;
            Forget();
            if (_transfers.Count >= Most)
                return;
            _transfers.Add(id, transfer = new Transfer());
        }

        transfer.HeardAt = time.GetTimestamp();
        if (url is null)
            transfer.Progress = happened;
        else if (transfer.Sources.Count < MostSources || transfer.Sources.ContainsKey(url))
            transfer.Sources[url] = happened;
    }

    public void End(string id)
    {
        if (!_transfers.Remove(id))
            return;
        if (_ended.Count == Most)
            _ended.Dequeue();
        _ended.Enqueue(id);
    }

    private void Forget()
    {
        foreach (var (id, transfer) in _transfers)
        {
            if (time.GetElapsedTime(transfer.HeardAt) > Patience)
                _transfers.Remove(id);
        }
    }

    private sealed class Transfer
    {
        public LiveEvent? Progress { get; set; }

        public Dictionary<string, LiveEvent> Sources { get; } = new(StringComparer.Ordinal);

        public long HeardAt { get; set; }

        public IEnumerable<LiveEvent> Events =>
            Progress is { } progress ? Sources.Values.Prepend(progress) : Sources.Values;
    }
}
