using Weir.Analysis.Observations;

namespace Weir.Analysis.Summaries;

/// <summary>What one agent saw of one target in a quarter of an hour: what stores keep for ever and all statistics start from.</summary>
/// <remarks>
/// A quarter, because the offset of every time zone in use is a whole number of them: local hours and days are whole
/// rollups everywhere.
/// </remarks>
/// <param name="At">Its start, in UTC.</param>
public sealed record Rollup(string Agent, string Target, DateTimeOffset At, Summary Summary)
{
    /// <summary>The time zone of the agent, as it last told it; null when it tells none.</summary>
    public string? Zone { get; init; }

    public static readonly TimeSpan Width = TimeSpan.FromMinutes(15);

    /// <summary>The start of the quarter that this moment is in.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % Width.Ticks), TimeSpan.Zero);

    /// <summary>The rollups of these observations, by agent, target and time.</summary>
    public static IReadOnlyList<Rollup> Of(IEnumerable<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var rollups = new SortedDictionary<(string Agent, string Target, DateTimeOffset At), Summary>();
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var observation in observations)
        {
            if (observation.Zone is { } zone)
                zones[observation.Agent] = zone;
            if (observation.Kind is ObservationKind.Other)
                continue;
            var key = (observation.Agent, observation.Target, StartOf(observation.At));
            if (!rollups.TryGetValue(key, out var summary))
                rollups.Add(key, summary = new Summary());
            summary.Add(observation);
        }

        return
        [
            .. rollups.Select(r => new Rollup(r.Key.Agent, r.Key.Target, r.Key.At, r.Value)
            {
                Zone = zones.GetValueOrDefault(r.Key.Agent),
            }),
        ];
    }
}
