namespace Weir.Downloads.Politeness;

/// <summary>How a server's wishes are heeded.</summary>
internal sealed record HostOptions
{
    /// <summary>A server may ask for at most this much quiet; some ask for a year.</summary>
    public TimeSpan MostQuiet { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After this without a refusal one more connection is tried, since limits are lifted too.</summary>
    public TimeSpan RaiseAfter { get; init; } = TimeSpan.FromSeconds(30);
}
