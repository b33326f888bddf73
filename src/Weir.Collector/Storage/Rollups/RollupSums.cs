using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.Collector.Storage.Rollups;

/// <summary>Sums of rollups by what they are told apart by, as the rows come: memory holds the sums and not the rows.</summary>
internal sealed class RollupSums(Grouping grouping, TimeZoneInfo zone)
{
    private readonly SortedDictionary<SummaryKey, Summary> _sums = [];

    /// <summary>The hour of the day of each start that came; there are few.</summary>
    private readonly Dictionary<DateTimeOffset, int> _hours = [];

    public IReadOnlyList<(SummaryKey Key, Summary Summary)> Sums => [.. _sums.Select(sum => (sum.Key, sum.Value))];

    public void Add(string agent, string target, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var key = new SummaryKey(
            grouping.HasFlag(Grouping.Agent) ? agent : null,
            grouping.HasFlag(Grouping.Target) ? target : null,
            grouping.HasFlag(Grouping.Hour) ? HourOf(at) : null
        );
        if (!_sums.TryGetValue(key, out var summary))
            _sums.Add(key, summary = new Summary());
        RollupCodec.Merge(body, summary);
    }

    private int HourOf(DateTimeOffset at)
    {
        if (!_hours.TryGetValue(at, out var hour))
            _hours.Add(at, hour = LocalTime.Of(at, zone).Hour);
        return hour;
    }
}
