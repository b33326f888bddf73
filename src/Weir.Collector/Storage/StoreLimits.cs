namespace Weir.Collector.Storage;

/// <summary>Bounds of a store, against an agent that makes up names.</summary>
public sealed record StoreLimits
{
    /// <summary>Targets that one agent may have in all.</summary>
    public int TargetsPerAgent { get; init; } = 1000;
}
