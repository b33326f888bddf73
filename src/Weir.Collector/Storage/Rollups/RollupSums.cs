using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.Collector.Storage.Rollups;

/// <summary>Sums of rollups by what they are told apart by, as the rows come: memory holds the sums and not the rows.</summary>
/// <param name="zone">Whose hours count; null for each agent's own, which are UTC's when it tells none.</param>
internal sealed class RollupSums(Grouping grouping, TimeZoneInfo? zone)
{
    private readonly Dictionary<SummaryKey, Summary> _sums = [];

    private readonly ZoneHours? _hours = zone is null ? null : new ZoneHours(zone);
    private readonly Dictionary<string, ZoneHours> _hoursOfAgents = new(StringComparer.Ordinal);

    public IReadOnlyList<(SummaryKey Key, Summary Summary)> Sums =>
        [.. _sums.OrderBy(sum => sum.Key).Select(sum => (sum.Key, sum.Value))];

    public void Add(StoredPath path, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var key = new SummaryKey(
            grouping.HasFlag(Grouping.Agent) ? path.Agent : null,
            grouping.HasFlag(Grouping.Target) ? path.Target : null,
            grouping.HasFlag(Grouping.Hour) ? HoursOf(path.Zone).Of(at) : null
        );
        if (!_sums.TryGetValue(key, out var summary))
            _sums.Add(key, summary = new Summary());
        RollupCodec.Merge(body, summary);
    }

    private ZoneHours HoursOf(string? agentZone)
    {
        if (_hours is not null)
            return _hours;
        var name = agentZone ?? "";
        if (!_hoursOfAgents.TryGetValue(name, out var hours))
            _hoursOfAgents.Add(name, hours = new ZoneHours(Clocks.Find(name) ?? TimeZoneInfo.Utc));
        return hours;
    }

    /// <summary>The hour of the day of each start that came; there are few of these.</summary>
    private sealed class ZoneHours(TimeZoneInfo zone)
    {
        private readonly Dictionary<long, int> _byTicks = [];

        public int Of(DateTimeOffset at)
        {
            if (!_byTicks.TryGetValue(at.UtcTicks, out var hour))
                _byTicks.Add(at.UtcTicks, hour = LocalTime.Of(at, zone).Hour);
            return hour;
        }
    }
}
