namespace Weir.Collector.Storage;

/// <summary>An agent or a target, and what there is of it.</summary>
/// <param name="Measurements">How many records.</param>
/// <param name="FirstAt">When the earliest of them began.</param>
/// <param name="LastAt">When the latest of them began.</param>
public sealed record StoredName(string Name, long Measurements, DateTimeOffset FirstAt, DateTimeOffset LastAt);
