namespace Weir.Downloads.Planning;

/// <summary>
/// Decides who fetches which bytes of one file. Pure: events come in with the time they happened, decisions go out;
/// it reads no clock, opens nothing and never waits. Not thread-safe: the session calls it under its lock.
/// <para>
/// The life of a byte: it is unassigned (in the pool) → part of a stretch that one segment, or two racing ones, work on
/// → accepted, once, from whoever brought it first. A segment that ends early gives its rest back to the pool.
/// </para>
/// </summary>
internal sealed class Planner
{
    private readonly PlannerOptions _options;
    private readonly IBalance _balance;
    private readonly ExtentSet _pool;
    private readonly Dictionary<int, Connection> _connections = [];
    private readonly List<Stretch> _stretches = [];
    private readonly List<int> _interrupts = [];
    private long _windowFrontier;
    private long _nextSegment = 1;

    /// <param name="size">The size of the file; null when only its end will tell, which takes a whole-only plan.</param>
    /// <param name="have">Bytes that need not be fetched.</param>
    public Planner(PlannerOptions options, long? size, ExtentSet have)
    {
        if (size is null && !options.IsWholeOnly)
            throw new ArgumentException("A file of unknown size can only be fetched whole.", nameof(size));
        _options = options;
        Size = size;
        _pool = have.Missing(new Extent(0, size ?? long.MaxValue));
        _balance =
            options.IsWholeOnly ? new WholeFile()
            : options.Balance == Balance.Equal ? new EqualBalance(options, size!.Value)
            : new DynamicBalance(options);
    }

    public long? Size { get; private set; }

    /// <summary>Bytes accepted by this planner, without those it was given at the start.</summary>
    public long Accepted { get; private set; }

    /// <summary>Bytes that arrived and were not needed.</summary>
    public long Wasted { get; private set; }

    /// <summary>Sources are still expected that have not shown themselves: equal parts are kept for them.</summary>
    public bool IsAwaitingOthers { get; set; }

    /// <summary>Every byte of the file has been accepted.</summary>
    public bool IsFinished => _pool.IsEmpty && _stretches.Count == 0;

    internal ExtentSet Pool => _pool;

    internal IReadOnlyList<Stretch> Stretches => _stretches;

    internal IReadOnlyCollection<Connection> Connections => _connections.Values;

    /// <summary>The bytes that may be assigned now.</summary>
    internal Extent Bounds =>
        new(
            0,
            _options.Window is { } window
                ? Math.Min(Size ?? long.MaxValue, _windowFrontier + window)
                : Size ?? long.MaxValue
        );

    /// <summary>Makes a connection known; one that is known already stays as it is.</summary>
    public void AddConnection(int connection, int source) =>
        _connections.TryAdd(connection, new Connection(connection, source));

    public void RemoveConnection(int connection, TimeSpan now)
    {
        End(connection, now);
        _connections.Remove(connection);
    }

    /// <summary>What a free connection is to fetch next, or null when there is nothing for it now.</summary>
    public Segment? Assign(int connection, TimeSpan now)
    {
        var taker = _connections[connection];
        if (taker.Segment is not null)
            throw new InvalidOperationException("The connection still has a segment.");
        if (_balance.Next(this, taker, now) is not { } choice)
            return null;

        var segment = new Segment(taker, _nextSegment++, choice.Extent, now) { Stretch = choice.Stretch };
        choice.Stretch.Segments.Add(segment);
        taker.Segment = segment;
        return segment;
    }

    /// <summary>The response to a segment has begun, or its source asked for patience: the stall clock starts anew.</summary>
    public void Begin(int connection, TimeSpan now)
    {
        if (SegmentOf(connection) is not { } segment)
            return;
        segment.LastByteAt = now;
        if (segment.HasBegun)
            return;
        segment.HasBegun = true;
        var latency = now - segment.AssignedAt;
        segment.Connection.Latency = segment.Connection.Latency is { } known ? (known + latency) / 2 : latency;
        segment.Connection.Rate.Start(now);
    }

    /// <summary>Patience was asked for: the source is alive but has not begun.</summary>
    public void Hold(int connection, TimeSpan now)
    {
        if (SegmentOf(connection) is { } segment)
            segment.LastByteAt = now;
    }

    /// <summary>Body bytes were read that will be received together with others, once they are proven.</summary>
    public void Arrive(int connection, int count, TimeSpan now)
    {
        if (SegmentOf(connection) is not { } segment)
            return;
        segment.Connection.Rate.Observe(count, now);
        segment.LastByteAt = now;
    }

    /// <summary><paramref name="count"/> body bytes were read from the connection.</summary>
    /// <param name="hasArrived">They were told of by <see cref="Arrive"/>.</param>
    public Receipt Receive(int connection, int count, TimeSpan now, bool hasArrived = false)
    {
        if (SegmentOf(connection) is not { } segment)
        {
            Wasted += count;
            return new Receipt(count, 0, 0, Done: true, Returned: false);
        }

        var receiver = segment.Connection;
        receiver.Rate.Observe(hasArrived ? 0 : count, now);
        segment.LastByteAt = now;
        var start = segment.Position;
        var returned = segment.IsStalled;
        if (segment.IsStalled && !TryTakeBack(segment))
        {
            receiver.Segment = null;
            Wasted += count;
            return new Receipt(count, 0, 0, Done: true, returned);
        }

        var stretch = segment.Stretch!;
        segment.Position += count;
        var skip = (int)Math.Clamp(stretch.Frontier - start, 0, count);
        var offset = start + skip;
        var take = (int)Math.Max(0, Math.Min(segment.Position, stretch.To) - offset);
        stretch.Frontier += take;
        Accepted += take;
        Wasted += count - take;
        if (stretch.Remaining == 0)
            Finish(stretch, segment);
        return new Receipt(skip, take, offset, receiver.Segment is null, returned);
    }

    /// <summary>
    /// The connection's response ended, whole or early, or never came: what is left of its segment returns to the pool,
    /// unless a rival goes on with it.
    /// </summary>
    public void End(int connection, TimeSpan now)
    {
        if (!_connections.TryGetValue(connection, out var ended))
            return;
        ended.Rate.Stop(now);
        if (ended.Segment is not { } segment)
            return;
        ended.Segment = null;
        Detach(segment);
    }

    /// <summary>
    /// A file of unknown size turned out to end where the accepted bytes end. False when the connection that says so had
    /// stalled, and another has gone beyond it meanwhile.
    /// </summary>
    public bool TryEndOfFile(int connection)
    {
        if (SegmentOf(connection) is { IsStalled: true } && _stretches.Count > 0)
            return false;
        Size = _stretches.Count > 0 ? _stretches[0].Frontier : Accepted;
        _pool.Clear();
        foreach (var stretch in _stretches.ToArray())
            Finish(stretch, by: null);
        foreach (var stalled in _connections.Values)
            stalled.Segment = null;
        return true;
    }

    /// <summary>Bytes that were accepted have turned out wrong: they are to be fetched again.</summary>
    public void Return(Extent extent) => _pool.Add(extent);

    /// <summary>All bytes before <paramref name="frontier"/> have been hashed.</summary>
    public void AdvanceWindow(long frontier) => _windowFrontier = Math.Max(_windowFrontier, frontier);

    /// <summary>Looks for connections that have stalled, are far too slow, or are dead.</summary>
    public IReadOnlyList<Verdict> Tick(TimeSpan now)
    {
        List<Verdict>? verdicts = null;
        var median = SlowRule.MedianRate(_connections.Values);
        foreach (var connection in _connections.Values)
        {
            if (connection.Segment is not { } segment)
                continue;
            if (segment.HasBegun)
                connection.Rate.Observe(0, now);
            if (SlowRule.Judge(_options, segment, median, now) is not { } kind)
                continue;
            (verdicts ??= []).Add(new Verdict(connection.Id, kind, connection.Rate.BytesPerSecond ?? 0, median ?? 0));
            Detach(segment);
            if (kind == VerdictKind.Stalled)
                continue;
            connection.Segment = null;
            connection.Rate.Stop(now);
            _interrupts.Add(connection.Id);
        }
        return verdicts ?? (IReadOnlyList<Verdict>)[];
    }

    /// <summary>Hands over the connections whose work became void, so that somebody closes them.</summary>
    public void TakeInterrupts(List<int> into)
    {
        into.AddRange(_interrupts);
        _interrupts.Clear();
    }

    /// <summary>The segments a source is working on now.</summary>
    public IEnumerable<Segment> SegmentsOf(int source)
    {
        foreach (var connection in _connections.Values)
            if (connection.Source == source && connection.Segment is { IsStalled: false } segment)
                yield return segment;
    }

    /// <summary>The recent rate of a source over all its connections, in bytes per second.</summary>
    public double RateOf(int source)
    {
        var sum = 0.0;
        foreach (var connection in _connections.Values)
            if (connection.Source == source && connection.Segment is not null)
                sum += connection.Rate.BytesPerSecond ?? 0;
        return sum;
    }

    /// <summary>What a connection was asked to fetch and has not been relieved of.</summary>
    public Segment? SegmentOf(int connection) => _connections.GetValueOrDefault(connection)?.Segment;

    /// <summary>Makes a stretch of unassigned bytes; they leave the pool.</summary>
    internal Stretch Claim(Extent extent)
    {
        _pool.Remove(extent);
        var stretch = new Stretch(extent);
        _stretches.Add(stretch);
        return stretch;
    }

    /// <summary>Cuts a stretch at <paramref name="at"/>; the tail becomes a stretch of its own.</summary>
    internal Stretch Split(Stretch stretch, long at)
    {
        var tail = new Stretch(new Extent(at, stretch.To));
        stretch.To = at;
        _stretches.Add(tail);
        return tail;
    }

    private void Detach(Segment segment)
    {
        if (segment.Stretch is not { } stretch)
            return;
        segment.Stretch = null;
        stretch.Segments.Remove(segment);
        if (stretch.Segments.Count > 0)
            return;
        _stretches.Remove(stretch);
        _pool.Add(stretch.Rest);
    }

    private void Finish(Stretch stretch, Segment? by)
    {
        _stretches.Remove(stretch);
        foreach (var segment in stretch.Segments)
        {
            segment.Connection.Segment = null;
            if (segment != by)
                _interrupts.Add(segment.Connection.Id);
        }
        stretch.Segments.Clear();
    }

    /// <summary>A segment that had stalled moves: it goes on if nobody has taken its bytes meanwhile.</summary>
    private bool TryTakeBack(Segment segment)
    {
        // One that fetches the whole file may still be in what is there already.
        var free = _options.IsWholeOnly
            ? _pool.FirstWithin(new Extent(segment.Position, segment.To))
            : _pool.At(segment.Position);
        if (free.IsEmpty)
            return false;
        var stretch = Claim(new Extent(Math.Max(free.From, segment.Position), Math.Min(free.To, segment.To)));
        stretch.Segments.Add(segment);
        segment.Stretch = stretch;
        return true;
    }
}
