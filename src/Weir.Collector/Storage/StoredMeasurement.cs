namespace Weir.Collector.Storage;

/// <summary>A record as it was sent.</summary>
/// <param name="Body">One line of JSON.</param>
public sealed record StoredMeasurement(DateTimeOffset At, string Id, string Body);
