using System.Text.Json;
using Weir.Analysis.Json;
using Weir.Analysis.Observations;
using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.UnitTests.Analysis.Summaries;

public sealed class SummaryTests
{
    private const int Seed = 4711;

    [Fact]
    public void Downloads_are_all_that_ended_and_speeds_those_that_ended_well()
    {
        var summary = new Summary();
        summary.Add(Samples.Transfer(Samples.Start, throughput: 4e6));
        summary.Add(Samples.Transfer(Samples.Start, throughput: 8e6));
        summary.Add(Samples.Failure(Samples.Start));

        Assert.Equal((3, 1), (summary.Downloads, summary.Failures));
        Assert.Equal(2, summary.Throughput.Count);
        Assert.Equal(6e6, summary.Throughput.Moments.Mean);
        Assert.Equal(2_000_000, summary.Bytes);
    }

    [Fact]
    public void A_cancelled_transfer_counts_with_its_bytes_alone()
    {
        var summary = new Summary();
        summary.Add(Samples.Transfer(Samples.Start, bytes: 500) with { IsOk = false, IsCancelled = true });

        Assert.Equal((0, 0, 500), (summary.Downloads, summary.Failures, summary.Bytes));
    }

    [Fact]
    public void Impossible_quantities_end_at_the_largest_number_in_whatever_order_they_come()
    {
        var huge = new Summary();
        for (var i = 0; i < 10_000; i++)
            huge.Add(Samples.Transfer(Samples.Start, bytes: 1_000_000_000_000_000));
        var small = new Summary();
        small.Add(Samples.Transfer(Samples.Start, bytes: 500));

        Assert.Equal(long.MaxValue, huge.Bytes);
        Assert.Equal(long.MaxValue, Summary.Of([huge, small]).Bytes);
        Assert.Equal(long.MaxValue, Summary.Of([small, huge, huge]).Bytes);
    }

    [Fact]
    public void Loss_is_that_of_all_packets()
    {
        var summary = new Summary();
        summary.Add(Samples.Probe(Samples.Start));
        summary.Add(Samples.Probe(Samples.Start) with { Sent = 300, Lost = 6 });

        Assert.Equal(8.0 / 400, summary.LossRatio);
        Assert.Equal(2, summary.Probes);
        Assert.Null(new Summary().LossRatio);
    }

    [Fact]
    public void Rollups_merge_to_the_same_whatever_the_parts()
    {
        var random = new Random(Seed);
        var observations = Samples.Days(6).Append(Samples.Probe(Samples.Start)).OrderBy(_ => random.Next()).ToList();
        var whole = RollupsAsText(Rollup.Of(observations));
        for (var cut = 0; cut <= observations.Count; cut += 9)
        {
            var parts = Rollup.Of(observations.Take(cut)).Concat(Rollup.Of(observations.Skip(cut)));
            Assert.Equal(whole, RollupsAsText(Summarize.Coarsen(parts, Rollup.Width)));
        }
    }

    [Theory]
    [InlineData("UTC", "2026-03-28T00:00Z 2026-03-29T00:00Z 2026-03-30T00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00Z 2026-03-29T22:00Z")]
    [InlineData("Asia/Kolkata", "2026-03-28T18:30Z 2026-03-29T18:30Z")]
    public void Steps_of_days_begin_at_the_zones_midnights(string name, string starts)
    {
        // The clocks of Berlin are put forward on the 29th.
        var first = new DateTimeOffset(2026, 3, 28, 23, 30, 0, TimeSpan.Zero);
        var rollups = Enumerable.Range(0, 26).Select(hour => new Rollup("a", "t", first.AddHours(hour), new Summary()));

        var days = Summarize.Coarsen(rollups, TimeSpan.FromDays(1), TimeZoneInfo.FindSystemTimeZoneById(name));

        Assert.Equal(starts, string.Join(' ', days.Select(day => $"{day.At:yyyy-MM-ddTHH:mm}Z")));
    }

    [Fact]
    public void A_rollup_survives_being_written()
    {
        var rollup = Assert.Single(Rollup.Of([Samples.Probe(Samples.Start), Samples.Probe(Samples.Start)]));
        var json = JsonSerializer.Serialize(RollupRecord.Of(rollup), AnalysisJson.Lines.RollupRecord);
        var read = JsonSerializer.Deserialize(json, AnalysisJson.Lines.RollupRecord)!.ToRollup();

        Assert.Equal(RollupsAsText([rollup]), RollupsAsText([read]));
        Assert.Equal(196, read.Summary.Rtt.Count);
    }

    [Fact]
    public void Summaries_are_told_apart_by_what_was_asked_for()
    {
        var rollups = Rollup.Of([
            Samples.Transfer(Samples.Start, agent: "b", target: "x"),
            Samples.Transfer(Samples.Start.AddHours(1), agent: "a", target: "x"),
            Samples.Transfer(Samples.Start.AddHours(1), agent: "a", target: "y"),
        ]);

        Assert.Equal(["a", "b"], Keys(Grouping.Agent).Select(key => key.Agent));
        Assert.Equal(["x", "y"], Keys(Grouping.Target).Select(key => key.Target));
        Assert.Equal([0, 1], Keys(Grouping.Hour).Select(key => key.Hour));
        Assert.Equal(3, Keys(Grouping.Agent | Grouping.Target).Count());
        Assert.Equal([default], Keys(Grouping.None));

        IEnumerable<SummaryKey> Keys(Grouping grouping) =>
            Summarize.By(grouping, rollups, Clocks.Of(TimeZoneInfo.Utc)).Select(item => item.Key);
    }

    [Fact]
    public void A_run_counts_through_its_transfers()
    {
        Assert.Empty(Rollup.Of([Samples.Transfer(Samples.Start) with { Kind = ObservationKind.Other }]));
    }

    private static IEnumerable<string> RollupsAsText(IEnumerable<Rollup> rollups) =>
        rollups.Select(rollup =>
            $"{rollup.Agent} {rollup.Target} {rollup.At:O} {rollup.Summary.Downloads} {rollup.Summary.Bytes} "
            + $"{rollup.Summary.Throughput.Moments.Mean:F3} {rollup.Summary.Rtt.Moments.Mean:F6} "
            + string.Join(' ', rollup.Summary.Throughput.Histogram.Buckets.Concat(rollup.Summary.Rtt.Histogram.Buckets))
        );
}
