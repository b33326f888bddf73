namespace Weir.Downloads.Adapting;

/// <summary>When a further connection to a source is tried, and what it must bring to stay.</summary>
internal sealed record AdaptiveOptions
{
    /// <summary>The most connections to one source; browsers use six, and many servers take no more than a few.</summary>
    public int MostPerSource { get; init; } = 4;

    /// <summary>The most connections to all sources together.</summary>
    public int Most { get; init; } = 16;

    /// <summary>After a change the rates are left alone for so long, and for ten round trips: TCP begins slowly.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(250);

    public int SettleRoundTrips { get; init; } = 10;

    /// <summary>However far the server, a change is judged after this.</summary>
    public TimeSpan MostSettle { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Rates are compared over so long.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A further connection stays when its source brings so much more than before, as a part of one.</summary>
    public double LeastGain { get; init; } = 0.08;

    /// <summary>A connection as fast as a gigabit link is enough: a further one would cost CPU time and bring nothing.</summary>
    public double Enough { get; init; } = 100e6;

    /// <summary>A rest that takes no longer than this is not worth a further connection.</summary>
    public TimeSpan WorthTrying { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A new connection that has no work after this is not waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After a connection that gained nothing, none is tried for so long; each time twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan MostPause { get; init; } = TimeSpan.FromMinutes(2);
}
