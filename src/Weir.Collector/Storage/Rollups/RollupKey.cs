namespace Weir.Collector.Storage.Rollups;

/// <summary>A row of rollups: of one target and agent, by their numbers, from a moment on.</summary>
internal readonly record struct RollupKey(RollupWidth Width, long Target, long Agent, DateTimeOffset At);
