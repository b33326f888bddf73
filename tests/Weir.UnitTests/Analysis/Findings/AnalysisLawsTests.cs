using FsCheck;
using FsCheck.Fluent;
using Weir.Analysis.Congestion;
using Weir.Analysis.Observations;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;

namespace Weir.UnitTests.Analysis.Findings;

/// <summary>What holds for every series, whatever is in it.</summary>
public sealed class AnalysisLawsTests
{
    private const int Days = 21;

    /// <summary>Values are multiples of this, so that sums of them are exact.</summary>
    private const double Grain = 1.0 / (1 << 20);

    private static readonly long FirstQuarter = Quarter.Of(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));

    private static readonly Config Few = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Fact]
    public void Weeks_later_all_is_as_it_was() =>
        Check(
            (sample, weeks) =>
            {
                var later = sample with
                {
                    Quarters = Array.ConvertAll(sample.Quarters, q => q + (weeks * 7L * Quarter.PerDay)),
                };
                return Same(Judge(sample), Judge(later));
            }
        );

    [Fact]
    public void A_longer_way_makes_no_window_and_hides_none() =>
        Check(
            (sample, more) =>
            {
                var farther = sample with { Values = Array.ConvertAll(sample.Values, v => v + (more * 1000 * Grain)) };
                return Same(Judge(sample), Judge(farther));
            }
        );

    [Fact]
    public void Days_without_a_value_do_not_count() =>
        Check(
            (sample, missing) =>
            {
                var random = new Random(missing);
                var gone = Enumerable.Range(0, Days).Where(_ => random.Next(4) == 0).ToHashSet();
                var left = Where(sample, quarter => !gone.Contains((int)((quarter - FirstQuarter) / Quarter.PerDay)));
                if (left.Quarters.Length == 0)
                    return true;
                var finding = Judge(left);
                var days = left.Quarters.Select(q => q / Quarter.PerDay).Distinct().Count();
                return finding.DaysObserved == days
                    && (days >= CongestionDetector.DaysNeeded)
                        == (finding.Verdict is not CongestionVerdict.Insufficient)
                    && finding.Windows.All(w => w.DaysCongested <= w.DaysObserved && w.DaysObserved <= days);
            }
        );

    [Fact]
    public void Where_nothing_changes_no_gap_makes_congestion() =>
        Check(
            (sample, missing) =>
            {
                var random = new Random(missing);
                var flat = sample with { Values = Array.ConvertAll(sample.Values, _ => 0.02) };
                var share = random.NextDouble();
                return Judge(Where(flat, _ => random.NextDouble() > share * 0.9)).Verdict
                    is not CongestionVerdict.Recurring;
            }
        );

    [Fact]
    public void The_order_of_observations_does_not_matter() =>
        Check(
            (sample, seed) =>
            {
                Observation[] observations =
                [
                    .. sample.Quarters.Index().SelectMany(one => Observe(one.Item, sample.Values[one.Index])),
                ];
                var before = PathSeries.Of(Rollup.Of(observations)).Single();
                new Random(seed).Shuffle(observations);
                var after = PathSeries.Of(Rollup.Of(observations)).Single();
                return before.Metrics.Zip(after.Metrics).All(pair => AreSame(pair.First, pair.Second));
            }
        );

    private static bool AreSame(MetricSeries one, MetricSeries other) =>
        one.Metric == other.Metric
        && one.Count == other.Count
        && one.Quarters.SequenceEqual(other.Quarters)
        && one.Values.SequenceEqual(other.Values);

    private static IEnumerable<Observation> Observe(long quarter, double rtt)
    {
        for (var i = 0; i < 2; i++)
            yield return new Observation
            {
                Agent = "a",
                Target = "t",
                At = Quarter.Start(quarter).AddMinutes(i * 5),
                Kind = ObservationKind.Probe,
                IsOk = true,
                Sent = 10,
                Lost = i,
                Rtt = Weir.Measurements.Histograms.Distribution.Of([rtt, rtt * (1 + i)]),
            };
    }

    private static void Check(Func<MetricSeries, int, bool> law) =>
        Prop.ForAll(
                Gen.Choose(0, 1_000_000).Zip(Gen.Choose(1, 60)).ToArbitrary(),
                drawn => law(Series(drawn.Item1), drawn.Item2)
            )
            .Check(Few);

    /// <summary>Three weeks of round trips with noise, and most of the time a stretch of the day that is slow on many days.</summary>
    private static MetricSeries Series(int seed)
    {
        var random = new Random(seed);
        var (start, length) = (random.Next(Quarter.PerDay), random.Next(0, 24));
        var (share, height) = (random.NextDouble(), random.Next(0, 30_000));
        var (quarters, values) = (new List<long>(), new List<double>());
        var noise = 0.0;
        for (var day = 0; day < Days; day++)
        {
            var isSlow = random.NextDouble() < share;
            for (var i = 0; i < Quarter.PerDay; i++)
            {
                noise = (0.8 * noise) + (random.NextDouble() * 400);
                var isIn = isSlow && (i - start + Quarter.PerDay) % Quarter.PerDay < length;
                quarters.Add(FirstQuarter + (day * Quarter.PerDay) + i);
                values.Add((20_000 + Math.Floor(noise) + (isIn ? height : 0)) * Grain);
            }
        }

        return new MetricSeries("a", "t", Metric.Rtt, quarters.Count, [.. quarters], [.. values]);
    }

    private static MetricSeries Where(MetricSeries series, Func<long, bool> stays)
    {
        int[] left = [.. Enumerable.Range(0, series.Quarters.Length).Where(i => stays(series.Quarters[i]))];
        return series with
        {
            Quarters = [.. left.Select(i => series.Quarters[i])],
            Values = [.. left.Select(i => series.Values[i])],
        };
    }

    private static CongestionFinding Judge(MetricSeries series) =>
        series.Quarters.Length == 0
            ? CongestionFinding.Insufficient(0, 15)
            : CongestionDetector.Judge(series, CivilCalendar.Of(TimeZoneInfo.Utc, [PathSeries.Of("a", "t", [series])]));

    private static bool Same(CongestionFinding one, CongestionFinding other) =>
        one.Verdict == other.Verdict
        && one.DaysObserved == other.DaysObserved
        && one.RecurrenceP.Equals(other.RecurrenceP)
        && one.Windows.Select(w => (w.From, w.To, w.DaysCongested))
            .SequenceEqual(other.Windows.Select(w => (w.From, w.To, w.DaysCongested)));
}
