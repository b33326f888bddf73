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
    private readonly HashSet<Channel<LiveEvent>> _watchers = [];

    /// <summary>Null when there are as many as may be. What runs is told first, then what the watcher missed.</summary>
    /// <param name="last">The id of the last event that it had; null when it begins to watch.</param>
    public Watch? TryWatch(string? last = null)
    {
        var channel = Channel.CreateBounded<LiveEvent>(
            new BoundedChannelOptions(Queue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        lock (_gate)
        {
            if (_watchers.Count >= MostWatchers)
                return null;
            foreach (var happened in _running.All)
                channel.Writer.TryWrite(happened);
            if (last is not null)
            {
                foreach (var missed in _recent.After(last))
                    channel.Writer.TryWrite(missed);
            }

            _watchers.Add(channel);
        }

        return new Watch(this, channel);
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
            watcher.Writer.TryWrite(happened);
    }

    /// <summary>One watcher's view; disposal ends it.</summary>
    internal sealed class Watch(LiveFeed feed, Channel<LiveEvent> channel) : IDisposable
    {
        public ChannelReader<LiveEvent> Events => channel.Reader;

        public void Dispose()
        {
            lock (feed._gate)
                feed._watchers.Remove(channel);
        }
    }
}
