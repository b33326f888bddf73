namespace Weir.Downloads.Planning;

/// <summary>A byte range that one connection was asked to fetch. The planner alone changes it.</summary>
internal sealed class Segment
{
    internal Segment(Connection connection, long id, Extent extent, TimeSpan now)
    {
        Connection = connection;
        Id = id;
        From = Position = extent.From;
        To = extent.To;
        LastByteAt = AssignedAt = now;
    }

    /// <summary>Tells this assignment from earlier ones of the same connection.</summary>
    public long Id { get; }

    public long From { get; }

    /// <summary>Where the connection's next byte belongs.</summary>
    public long Position { get; internal set; }

    /// <summary>The end that was asked for. What is still wanted may end earlier: <see cref="Stretch"/> knows.</summary>
    public long To { get; }

    internal Connection Connection { get; }

    /// <summary>The bytes this segment works on, or null once they were taken away because it stalled.</summary>
    internal Stretch? Stretch { get; set; }

    internal TimeSpan AssignedAt { get; }

    internal TimeSpan LastByteAt { get; set; }

    internal bool HasBegun { get; set; }

    internal TimeSpan? SlowSince { get; set; }

    internal bool IsStalled => Stretch is null;
}

/// <summary>
/// Unfinished bytes that are assigned: to one segment, or to two that race for them. The frontier is shared: whoever
/// brings the next byte first has it accepted, so every byte is finished exactly once.
/// </summary>
internal sealed class Stretch(Extent extent)
{
    public long Frontier { get; set; } = extent.From;

    public long To { get; set; } = extent.To;

    public List<Segment> Segments { get; } = [];

    public long Remaining => To - Frontier;

    public Extent Rest => new(Frontier, To);
}

/// <summary>One connection to a source, as the planner sees it.</summary>
internal sealed class Connection(int id, int source)
{
    public int Id { get; } = id;

    public int Source { get; } = source;

    public RateMeter Rate { get; } = new();

    public Segment? Segment { get; set; }

    /// <summary>From assignment to the first byte, smoothed; null before the first.</summary>
    public TimeSpan? Latency { get; set; }
}

/// <summary>
/// What to do with bytes that arrived: of the bytes read, <paramref name="Take"/> belong at <paramref name="Offset"/> of
/// the file and start <paramref name="Skip"/> bytes into the buffer; the others are waste.
/// </summary>
/// <param name="Done">The connection has nothing more to read for this segment.</param>
/// <param name="Returned">The connection had stalled and moves again.</param>
internal readonly record struct Receipt(int Skip, int Take, long Offset, bool Done, bool Returned);

/// <summary>What a tick found out about a connection.</summary>
internal readonly record struct Verdict(
    int Connection,
    VerdictKind Kind,
    double BytesPerSecond,
    double MedianBytesPerSecond
);

internal enum VerdictKind
{
    /// <summary>No byte for a while: its range goes to others, the connection stays.</summary>
    Stalled,

    /// <summary>Far slower than the others: its range goes to others, the connection is closed.</summary>
    Slow,

    /// <summary>Stalled for so long that it is taken for dead: the connection is closed.</summary>
    Dead,
}
