using System.Threading.Channels;
using Weir.Collector.Ingest;

namespace Weir.Collector.Live;

/// <summary>
/// Passes on what happens, as it happens, to all who watch. A slow watcher loses the oldest events and slows nobody down.
/// Safe for many threads.
/// </summary>
internal sealed class LiveFeed(TimeProvider time)
{
    /// <summary>More would each hold a connection for nothing: a page needs one.</summary>
    public const int MostWatchers = 200;

    /// <summary>Some seconds of several transfers.</summary>
    private const int Queue = 256;

    /// <summary>Larger ones are only counted: an agent that was cut off brings thousands at once.</summary>
    private const int LargestBatch = 16;

    private const int LongestRecord = 32 * 1024;

    private readonly RunningTransfers _running = new(time);
    private readonly RecentEvents _recent = new(Queue / 2);
    private readonly Lock _gate = new();

    /// <summary>Guarded by the gate.</summary>
    private readonly HashSet<Watch> _watchers = [];

    /// <summary>Null when there are as many as may be. What runs is told first, then what the watcher missed.</summary>
    /// <param name="last">The id of the last event that it had; null when it begins to watch.</param>
    public Watch? TryWatch(string? last = null)
    {
        var watch = new Watch(this);
        lock (_gate)
        {
            if (_watchers.Count >= MostWatchers)
                return null;
            foreach (var happened in _running.All)
                watch.Tell(happened);
            if (last is not null)
            {
                foreach (var missed in _recent.After(last))
                    watch.Tell(missed);
            }
            else
                watch.Start = _recent.Here;

            _watchers.Add(watch);
        }

        return watch;
    }

    /// <summary>An event of a running transfer.</summary>
    public void Progress(string id, string kind, string? url, string line)
    {
        var happened = new LiveEvent(kind, line);
        lock (_gate)
        {
            _running.Keep(id, url, happened);
            Tell(happened);
        }
    }

    /// <summary>Records that are stored now.</summary>
    public void Stored(IReadOnlyList<Envelope> batch)
    {
        lock (_gate)
        {
            foreach (var envelope in batch)
                _running.End(envelope.Id);
            if (batch.Count > LargestBatch || batch.Any(envelope => envelope.Body.Length > LongestRecord))
                Tell(_recent.Add("stored", $"{{\"count\":{batch.Count}}}"));
            else
                foreach (var envelope in batch)
                    Tell(_recent.Add("measurement", System.Text.Encoding.UTF8.GetString(envelope.Body.Span)));
        }
    }

    private void Tell(LiveEvent happened)
    {
        foreach (var watcher in _watchers)
            watcher.Tell(happened);
    }

    /// <summary>One watcher's view; disposal ends it.</summary>
    internal sealed class Watch : IDisposable
    {
        private readonly LiveFeed _feed;
        private readonly Channel<LiveEvent> _channel;
        private int _hasMissed;

        public Watch(LiveFeed feed)
        {
            _feed = feed;
            _channel = Channel.CreateBounded<LiveEvent>(
                new BoundedChannelOptions(Queue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                OnDropped
            );
        }

        /// <summary>
        /// The id of the last event before this view, for one that begins with it; null for one that goes on, whose events
        /// have ids of their own.
        /// </summary>
        public string? Start { get; set; }

        public ChannelReader<LiveEvent> Events => _channel.Reader;

        /// <summary>Whether something that is stored was dropped since this was asked last.</summary>
        public bool TakeMissed() => Interlocked.Exchange(ref _hasMissed, 0) == 1;

        internal void Tell(LiveEvent happened) => _channel.Writer.TryWrite(happened);

        public void Dispose()
        {
            lock (_feed._gate)
                _feed._watchers.Remove(this);
        }

        /// <summary>What runs is told anew soon; what was stored is not.</summary>
        private void OnDropped(LiveEvent dropped)
        {
            if (dropped.Id is not null)
                Interlocked.Exchange(ref _hasMissed, 1);
        }
    }
}
