namespace Weir.Downloads.Planning;

/// <summary>How a planner divides a file. The defaults are those of <c>weir get</c>.</summary>
public sealed record PlannerOptions
{
    public Balance Balance { get; init; } = Balance.Dynamic;

    /// <summary>How far assignment may run ahead of what has been hashed, in bytes; null where nothing is hashed in order.</summary>
    public long? Window { get; init; }

    /// <summary>How many connections are expected in all, so that the equal parts are known before all have joined.</summary>
    public int ExpectedConnections { get; init; } = 1;

    /// <summary>True when no source answers ranges: one connection fetches the whole file from its start.</summary>
    public bool IsWholeOnly { get; init; }

    /// <summary>How long a range should keep its source busy. Longer saves requests, shorter saves waiting at the end.</summary>
    public TimeSpan RangeDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The smallest range worth a request while unassigned bytes are left.</summary>
    public long MinimumRange { get; init; } = 1 << 20;

    /// <summary>The largest range in one request.</summary>
    public long MaximumRange { get; init; } = 64 << 20;

    /// <summary>A stretch is not split into parts below this; smaller rests are raced.</summary>
    public long MinimumSplit { get; init; } = 256 << 10;

    /// <summary>A connection without a byte for this long has stalled.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A connection that has stalled for this long is taken for dead and closed.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection below <see cref="SlowFraction"/> of the median source for this long loses its range.</summary>
    public TimeSpan SlowAfter { get; init; } = TimeSpan.FromSeconds(5);

    public double SlowFraction { get; init; } = 1 / 20.0;
}

/// <summary>Who fetches which part.</summary>
public enum Balance
{
    /// <summary>Whoever is free takes the next range; at the end the fast take over from the slow.</summary>
    Dynamic,

    /// <summary>Every connection has its equal part; what failed ones left is divided at the end.</summary>
    Equal,
}
