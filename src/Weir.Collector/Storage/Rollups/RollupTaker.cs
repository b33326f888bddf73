namespace Weir.Collector.Storage.Rollups;

/// <summary>Takes rollups as the rows come; the body is gone afterwards.</summary>
internal delegate void RollupTaker(StoredPath path, DateTimeOffset at, ReadOnlySpan<byte> body);

/// <summary>Whose rollup it is.</summary>
/// <param name="Zone">The time zone of the agent; null when it tells none.</param>
internal readonly record struct StoredPath(string Agent, string? Zone, string Target);
