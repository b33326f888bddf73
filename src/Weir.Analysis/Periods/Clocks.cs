using Weir.Analysis.Summaries;

namespace Weir.Analysis.Periods;

/// <summary>Whose clocks count: those of one zone, or for what is about one agent, that agent's own. Immutable.</summary>
public sealed class Clocks
{
    /// <summary>How an option and a query name the agents' own.</summary>
    public const string OfAgentsName = "agent";

    private readonly Dictionary<string, TimeZoneInfo> _agents = new(StringComparer.Ordinal);

    private Clocks(TimeZoneInfo zone) => Zone = zone;

    /// <summary>Of what is about several agents, and of an agent that does not tell its own.</summary>
    public TimeZoneInfo Zone { get; }

    public static Clocks Of(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new Clocks(zone);
    }

    /// <summary>Each agent's own, as its rollups tell it.</summary>
    /// <param name="otherwise">Of an agent that tells none, or one that is not known on this machine.</param>
    public static Clocks OfAgents(IEnumerable<Rollup> rollups, TimeZoneInfo otherwise)
    {
        ArgumentNullException.ThrowIfNull(rollups);
        var clocks = Of(otherwise);
        var known = new Dictionary<string, TimeZoneInfo>(StringComparer.Ordinal);
        foreach (var rollup in rollups)
        {
            if (rollup.Zone is not { } name)
                continue;
            if (!known.TryGetValue(name, out var zone))
                known.Add(name, zone = Find(name) ?? otherwise);
            clocks._agents[rollup.Agent] = zone;
        }

        return clocks;
    }

    /// <summary>Of one agent.</summary>
    public TimeZoneInfo Of(string agent) => _agents.GetValueOrDefault(agent, Zone);

    /// <summary>The zone of that name; null when this machine does not know it.</summary>
    public static TimeZoneInfo? Find(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
