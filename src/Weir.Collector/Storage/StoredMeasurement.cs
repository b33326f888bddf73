namespace Weir.Collector.Storage;

/// <summary>A record as it was sent.</summary>
/// <param name="Target">The number of its target in this store.</param>
/// <param name="Body">One line of JSON.</param>
public sealed record StoredMeasurement(DateTimeOffset At, string Id, long Target, string Body);
