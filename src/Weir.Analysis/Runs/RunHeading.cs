namespace Weir.Analysis.Runs;

/// <summary>What a run is about, before anything is computed.</summary>
/// <param name="Id">Its name, else a UUIDv7.</param>
/// <param name="StartedAt">When the clients were let go.</param>
/// <param name="Agent">Who measured.</param>
/// <param name="Target">What was measured.</param>
/// <param name="StartSpread">Time between the first client's start and the last one's; null when it is not known.</param>
public sealed record RunHeading(
    string Id,
    DateTimeOffset StartedAt,
    string Agent,
    string Target,
    TimeSpan? StartSpread
);
