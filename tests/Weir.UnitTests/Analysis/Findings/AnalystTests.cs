using System.Text.Json;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Json;
using Weir.Analysis.Series;
using Weir.Analysis.Simulation;
using Weir.Analysis.Summaries;
using Weir.Testing.Evaluations;

namespace Weir.UnitTests.Analysis.Findings;

public sealed class AnalystTests
{
    [Theory]
    [InlineData("server-overload", Metric.Throughput, Place.Server)]
    [InlineData("agent-trouble", Metric.Rtt, Place.Agent)]
    [InlineData("path-trouble", Metric.Rtt, Place.Path)]
    [InlineData("evening-peak", Metric.Rtt, Place.Unknown)]
    public void Where_it_is_slow_is_told_by_who_else_has_it(string name, Metric metric, Place place)
    {
        var findings = Analyst.Of(Play(name, agents: 3, targets: 2), Clocks.Of(TimeZoneInfo.Utc));

        var first = findings.Series.First(s => s.Metric == metric && s.Agent == "agent-1");
        Assert.Equal(CongestionVerdict.Recurring, first.Congestion.Verdict);
        Assert.Equal(place, first.Where);
    }

    private static readonly string[] Places = ["Asia/Tokyo", "America/New_York"];

    [Fact]
    public void The_order_of_what_comes_in_does_not_matter()
    {
        var rollups = Play("evening-peak");
        var random = new Random(5);

        Assert.Equal(Json(rollups), Json([.. rollups.OrderBy(_ => random.Next())]));
    }

    [Fact]
    public void A_shift_by_whole_days_shifts_only_the_days()
    {
        var rollups = Play("across-midnight");
        var later = rollups.Select(r => r with { At = r.At.AddDays(28) });

        Assert.Equal(Windows(rollups), Windows(later));
    }

    [Fact]
    public void A_zone_moves_windows_by_its_offset()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("plus3", TimeSpan.FromHours(3), "plus3", "plus3");
        var window = Windows(Play("evening-peak"), zone)[0];

        Assert.InRange(window.From.ToTimeSpan(), new TimeSpan(21, 30, 0), new TimeSpan(22, 30, 0));
        Assert.InRange(window.To.ToTimeSpan(), new TimeSpan(1, 30, 0), new TimeSpan(2, 30, 0));
    }

    [Fact]
    public void A_constant_on_top_of_all_round_trips_changes_no_window()
    {
        var path = PathSeries.Of(Play("evening-peak"))[0];
        var rtt = path[Metric.Rtt]!;
        var calendar = CivilCalendar.Of(TimeZoneInfo.Utc, [path]);
        var slower = rtt with { Values = Array.ConvertAll(rtt.Values, value => value + 0.1) };

        var (one, other) = (CongestionDetector.Judge(rtt, calendar), CongestionDetector.Judge(slower, calendar));
        Assert.Equal(one.Windows.Select(w => (w.From, w.To)), other.Windows.Select(w => (w.From, w.To)));
    }

    [Fact]
    public void Ten_days_are_not_enough_and_four_are_missing()
    {
        var finding = Analyst.Of(Play("evening-peak", days: 10), Clocks.Of(TimeZoneInfo.Utc)).Series[0];

        Assert.Equal(CongestionVerdict.Insufficient, finding.Congestion.Verdict);
        Assert.Equal(4, finding.Congestion.DaysMissing);
        Assert.Contains("4 more days are missing", FindingWords.Of(finding).First());
    }

    [Fact]
    public void Of_nothing_there_is_nothing_to_say()
    {
        var findings = Analyst.Of([], Clocks.Of(TimeZoneInfo.Utc));

        Assert.Empty(findings.Series);
        Assert.Null(findings.From);
    }

    [Fact]
    public void An_evening_is_an_episode_too_and_says_what_moved()
    {
        var finding = Analyst
            .Of(Play("evening-peak"), Clocks.Of(TimeZoneInfo.Utc))
            .Series.First(s => s.Metric is Metric.Rtt);

        Assert.InRange(finding.Episodes.Count, 20, 40);
        var longest = finding.Episodes.MaxBy(episode => episode.To - episode.From)!;
        Assert.InRange(longest.From.Hour, 18, 20);
        Assert.Contains(Metric.Jitter, longest.Moved);
        Assert.Contains(Metric.Throughput, longest.Moved);
    }

    [Fact]
    public void An_episode_tells_that_segments_were_sent_again_where_records_say_so()
    {
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        var observations = Enumerable
            .Range(0, 96)
            .Select(quarter =>
                Samples.Transfer(start.AddMinutes(15 * quarter), quarter is >= 40 and < 48 ? 4e6 : 8e6 + quarter) with
                {
                    Retransmits = quarter is >= 40 and < 48 ? 20 : quarter % 2,
                }
            );

        var findings = Analyst.Of(Rollup.Of(observations), Clocks.Of(TimeZoneInfo.Utc));

        var speed = findings.Series.Single(series => series.Metric is Metric.Throughput);
        Assert.Contains(Metric.Retransmits, Assert.Single(speed.Episodes).Moved);
        Assert.DoesNotContain(findings.Series, series => series.Metric is Metric.Retransmits);
    }

    [Fact]
    public void Packets_that_are_lost_now_and_then_are_no_episodes()
    {
        var random = new Random(7);
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        // One in a thousand, of 90 packets in a quarter of an hour, for 28 days; and half an hour with one in ten.
        var observations = Enumerable
            .Range(0, 28 * 96)
            .Select(quarter =>
                Samples.Probe(start.AddMinutes(15 * quarter)) with
                {
                    Sent = 90,
                    Lost = quarter is 1000 or 1001
                        ? 9
                        : Enumerable.Range(0, 90).Count(_ => random.NextDouble() < 0.001),
                }
            );

        var loss = Analyst
            .Of(Rollup.Of(observations), Clocks.Of(TimeZoneInfo.Utc))
            .Series.Single(s => s.Metric is Metric.Loss);

        var episode = Assert.Single(loss.Episodes);
        Assert.Equal(start.AddMinutes(15 * 1000), episode.From);
        // Chance losses within the next half hour are bridged to, and make the whole less deep.
        Assert.InRange(episode.Depth, 0.04, 0.11);
    }

    /// <summary>With ten packets in a probe most quarters of a bad evening lose none: a median would say that nothing is lost.</summary>
    [Fact]
    public void A_window_of_loss_says_how_much_is_lost()
    {
        var loss = Analyst
            .Of(Play("evening-peak"), Clocks.Of(TimeZoneInfo.Utc))
            .Series.First(s => s.Metric is Metric.Loss);

        Assert.InRange(Assert.Single(loss.Congestion.Windows).Elevation, 0.01, 0.03);
        Assert.All(loss.Episodes, episode => Assert.True(episode.Depth > 0.005));
    }

    [Fact]
    public void The_hours_of_the_week_that_are_worse_are_those_of_the_evenings()
    {
        var worse = Analyst
            .Of(Play("weekday-evenings"), Clocks.Of(TimeZoneInfo.Utc))
            .Series.First(s => s.Metric is Metric.Rtt)
            .Week.Where(cell => cell.IsWorse)
            .ToList();

        Assert.True(worse.Count >= 15);
        Assert.All(worse, cell => Assert.InRange(cell.Hour, 18, 23));
        Assert.DoesNotContain(worse, cell => cell.Day is DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    [Fact]
    public void Each_agent_may_be_judged_by_its_own_clock()
    {
        var rollups = Places
            .SelectMany(zone => Play("evening-peak", zone: zone).Select(rollup => rollup with { Agent = zone }))
            .ToList();

        var findings = Analyst.Of(rollups, Clocks.OfAgents(rollups, TimeZoneInfo.Utc));

        var series = findings.Series.Where(s => s.Metric is Metric.Rtt).ToList();
        Assert.Equal(["America/New_York", "Asia/Tokyo"], series.Select(s => s.Zone.Id));
        Assert.All(
            series,
            one =>
            {
                Assert.InRange(Assert.Single(one.Congestion.Windows).From.Hour, 18, 20);
                Assert.Contains($"({one.Zone.Id})", string.Join(' ', FindingWords.Of(one)));
            }
        );
    }

    [Fact]
    public void An_agent_whose_zone_is_not_known_here_is_judged_by_the_other_clock()
    {
        var rollup = Rollup.Of([Samples.Transfer(Samples.Start, 8e6)])[0] with { Zone = "Mars/Olympus" };

        Assert.Equal("UTC", Clocks.OfAgents([rollup], TimeZoneInfo.Utc).Of(rollup.Agent).Id);
    }

    private static string Json(IReadOnlyList<Rollup> rollups)
    {
        using var json = JsonDocument.Parse(
            JsonReport.Write(TrafficReport.Of(rollups, null, null, Clocks.Of(TimeZoneInfo.Utc)))
        );
        return json.RootElement.GetProperty("series").GetRawText();
    }

    private static List<(TimeOnly From, TimeOnly To, int Days)> Windows(
        IEnumerable<Rollup> rollups,
        TimeZoneInfo? zone = null
    ) =>
        [
            .. Analyst
                .Of(rollups, Clocks.Of(zone ?? TimeZoneInfo.Utc))
                .Series.First(s => s.Metric is Metric.Rtt)
                .Congestion.Windows.Select(w => (w.From, w.To, w.DaysCongested)),
        ];

    private static IReadOnlyList<Rollup> Play(
        string name,
        int days = 28,
        int agents = 1,
        int targets = 1,
        string zone = "UTC"
    ) =>
        Rollup.Of(
            TrafficSimulator
                .Records(
                    new SimulationOptions
                    {
                        Scenario = Scenarios.Find(name)!,
                        Days = days,
                        Agents = agents,
                        Targets = targets,
                        Seed = 11,
                        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone),
                    }
                )
                .Select(ObservationOfRecord.Of)
        );
}
