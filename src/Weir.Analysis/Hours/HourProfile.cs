using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Hours;

/// <summary>How the hours of the day differ. Pure.</summary>
public static class HourProfile
{
    public const int HoursOfDay = 24;

    /// <summary>All 24 hours, the first from midnight on.</summary>
    /// <remarks>
    /// The mean is taken over the days on which the hour was observed, not over all days of the period: that nothing was
    /// measured does not mean that nothing was wanted.
    /// </remarks>
    public static IReadOnlyList<HourOfDay> Of(IEnumerable<Rollup> rollups, Clocks clocks)
    {
        ArgumentNullException.ThrowIfNull(rollups);
        ArgumentNullException.ThrowIfNull(clocks);
        var hours = Enumerable.Range(0, HoursOfDay).Select(_ => new Collected()).ToArray();
        foreach (var rollup in rollups)
        {
            var local = LocalTime.Of(rollup.At, clocks.Of(rollup.Agent));
            hours[local.Hour].Add(DateOnly.FromDateTime(local), rollup.Summary);
        }

        return [.. hours.Select((hour, i) => hour.ToHour(i))];
    }

    private sealed class Collected
    {
        private readonly HashSet<DateOnly> _days = [];
        private readonly HashSet<DateOnly> _daysWithSpeed = [];
        private readonly Summary _summary = new();

        public void Add(DateOnly day, Summary summary)
        {
            if (summary.Downloads > 0)
                _days.Add(day);
            if (summary.Throughput.Count > 0)
                _daysWithSpeed.Add(day);
            _summary.Merge(summary);
        }

        public HourOfDay ToHour(int hour) =>
            new(
                hour,
                _days.Count,
                _days.Count > 0 ? (double)_summary.Bytes / _days.Count : null,
                _daysWithSpeed.Count,
                _summary.Throughput.Quantile(0.5)
            );
    }
}
