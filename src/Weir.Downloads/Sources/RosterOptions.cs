namespace Weir.Downloads.Sources;

/// <summary>How long sources are looked for, tried again and given up.</summary>
internal sealed record RosterOptions
{
    /// <summary>How long to keep looking while no source has ever answered.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long to hope for one to come back once none is left.</summary>
    public TimeSpan GiveUp { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row, each with too few bytes, after which a source is given up.</summary>
    public int MostFailures { get; init; } = 5;

    /// <summary>A try that brought this much was no failure in vain: the count starts anew.</summary>
    public long UsefulBytes { get; init; } = 64 << 10;

    /// <summary>The pause after the first failure; each further one doubles it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>While none has answered yet, each is asked this often.</summary>
    public TimeSpan WaitingPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A given-up source is still asked now and then, since servers do come back.</summary>
    public TimeSpan GivenUpPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A source may ask for at most this much patience (Retry-After).</summary>
    public TimeSpan MostPatience { get; init; } = TimeSpan.FromMinutes(5);
}
