using Weir.Analysis.Standing;
using Weir.Analysis.Summaries;

namespace Weir.UnitTests.Analysis.Standing;

public sealed class TargetOverviewTests
{
    [Fact]
    public void The_median_lies_within_its_interval_and_is_that_of_all_agents_together()
    {
        var overview = Of([
            .. Enumerable
                .Range(0, 10 * 24)
                .SelectMany(hour =>
                    new[]
                    {
                        Samples.Transfer(Samples.Start.AddHours(hour), 8e6 + (hour % 7 * 1e5), agent: "a"),
                        Samples.Transfer(Samples.Start.AddHours(hour), 8e6 + (hour % 5 * 1e5), agent: "b"),
                    }
                ),
        ]);

        Assert.Equal(["a", "b"], overview.Agents);
        Assert.Equal(480, overview.Downloads);
        Assert.Equal("throughput_bps", overview.Metric);
        Assert.NotNull(overview.Interval);
        Assert.InRange(overview.Median!.Value, overview.Interval[0], overview.Interval[1]);
        Assert.Equal(10 * 4, overview.At.Count);
    }

    [Fact]
    public void Of_less_than_six_days_there_is_a_median_and_no_interval()
    {
        var overview = Of([.. Enumerable.Range(0, 24).Select(h => Samples.Transfer(Samples.Start.AddHours(h)))]);

        Assert.NotNull(overview.Median);
        Assert.Null(overview.Interval);
    }

    private static TargetOverview Of(Weir.Analysis.Observations.Observation[] observations)
    {
        var rollups = Rollup.Of(observations);
        var last = observations.Max(one => one.At);
        string[] agents = [.. rollups.Select(rollup => rollup.Agent).Distinct()];
        return TargetOverview.Of("t", rollups, agents, last, last, TimeSpan.FromHours(6), TimeZoneInfo.Utc);
    }
}
