namespace Weir.Load.Requests;

/// <summary>Requests for a small file, again and again.</summary>
public sealed record RequestOptions
{
    /// <summary>How long they are made, or are due.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// So many are due each second, whatever became of those before (an open loop); null for each client asking as soon as
    /// it has its answer (a closed loop).
    /// </summary>
    public double? ArrivalsPerSecond { get; init; }

    /// <summary>Whether a connection carries one request after the other.</summary>
    public bool KeepsAlive { get; init; } = true;
}
