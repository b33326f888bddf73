using System.Text.Json;
using Weir.Analysis.Comparison;
using Weir.Analysis.Observations;
using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Json;
using Weir.Analysis.Reports.Text;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;

namespace Weir.UnitTests.Analysis.Comparison;

public sealed class ComparedPeriodsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly Split = new(2026, 11, 15);

    [Fact]
    public void What_changed_is_told_with_its_interval()
    {
        var periods = Compare(after: 1.5);

        var (rtt, rate) = (periods.Series[0].Comparison, periods.Series[1].Comparison);
        Assert.Equal([Metric.Rtt, Metric.Throughput], periods.Series.Select(series => series.Metric));
        Assert.Equal((14, 14), (rtt.DaysBefore, rtt.DaysAfter));
        Assert.Equal(0.010, rtt.Difference!.Value.Value, 0.0015);
        Assert.True(rtt.Difference.Value.Low > 0.005 && rtt.Difference.Value.High < 0.015 && rtt.PValue < 0.001);
        Assert.Equal(1 / 1.5, rate.Difference!.Value.Value, 0.05);
    }

    [Fact]
    public void What_did_not_change_is_not_distinguishable()
    {
        var text = TextReport.Write(Report(after: 1));

        Assert.Contains("Before 2026-11-15 and from then on", text);
        Assert.Contains("not distinguishable", text);
        Assert.DoesNotContain("  yes", text);
    }

    [Fact]
    public void Json_has_every_series_with_its_numbers()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(Report(after: 1.5)));
        var comparison = json.RootElement.GetProperty("comparison");

        Assert.Equal("2026-11-15", comparison.GetProperty("split").GetString());
        var rtt = comparison.GetProperty("series")[0];
        Assert.Equal("rtt_s", rtt.GetProperty("metric").GetString());
        Assert.True(rtt.GetProperty("low").GetDouble() < rtt.GetProperty("high").GetDouble());
        Assert.True(rtt.GetProperty("p_value").GetDouble() < 0.001);
    }

    [Fact]
    public void Three_days_are_not_enough_for_an_interval()
    {
        var series = Compare(after: 1.5, days: 17).Series[0];

        Assert.Equal(
            (14, 3, null),
            (series.Comparison.DaysBefore, series.Comparison.DaysAfter, series.Comparison.Difference)
        );
        Assert.Contains("not enough data", TextReport.Write(Report(after: 1.5, days: 17)));
    }

    [Fact]
    public void A_day_without_a_second_period_compares_nothing() =>
        Assert.Empty(ComparedPeriods.Of(Rollups(1, 28), Clocks.Of(TimeZoneInfo.Utc), new DateOnly(2030, 1, 1)).Series);

    private static ComparedPeriods Compare(double after, int days = 28) =>
        ComparedPeriods.Of(Rollups(after, days), Clocks.Of(TimeZoneInfo.Utc), Split);

    private static TrafficReport Report(double after, int days = 28)
    {
        var rollups = Rollups(after, days);
        return TrafficReport.Of(rollups, null, null, Clocks.Of(TimeZoneInfo.Utc)) with
        {
            Periods = ComparedPeriods.Of(rollups, Clocks.Of(TimeZoneInfo.Utc), Split),
        };
    }

    /// <summary>A probe and a download an hour; from the fifteenth day on delays are so many times as long, and rates as low.</summary>
    private static IReadOnlyList<Rollup> Rollups(double after, int days)
    {
        var random = new Random(5);
        var observations = new List<Observation>();
        for (var hour = 0; hour < days * 24; hour++)
        {
            var factor = hour >= 14 * 24 ? after : 1;
            var noise = 1 + (0.1 * (random.NextDouble() - 0.5));
            var probe = new Observation
            {
                Agent = "a",
                Target = "t",
                At = Start.AddHours(hour),
                Kind = ObservationKind.Probe,
                IsOk = true,
                Rtt = Distribution.Of([0.02 * factor * noise]),
            };
            observations.Add(probe);
            observations.Add(
                probe with
                {
                    Kind = ObservationKind.Transfer,
                    Rtt = null,
                    Bytes = 1000,
                    Throughput = 1e8 / factor * noise,
                }
            );
        }

        return Rollup.Of(observations);
    }
}
