using Weir.Measurements.Units;
using Weir.Transport.Impairment;

namespace Weir.UnitTests.Transport.Impairment;

public sealed class ImpairedPathTests
{
    private const int Packets = 100_000;
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Without_impairment_everything_leaves_as_and_when_it_came()
    {
        var fates = Pass(ImpairmentOptions.None, 1000);

        Assert.All(fates, fate => Assert.Equal([new Departure(fate.CameAt, DepartureMarks.None, -1)], fate.Departures));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    public void Loss_is_within_its_binomial_interval(double loss)
    {
        var lost = Pass(new ImpairmentOptions { Loss = loss }, Packets).Count(fate => fate.IsLost);

        Assert.InRange(lost, Packets * loss - Margin(loss), Packets * loss + Margin(loss));
    }

    [Fact]
    public void Lost_packets_come_in_bursts_of_the_length_asked_for()
    {
        var fates = Pass(new ImpairmentOptions { Loss = 0.02, LossBurst = 5 }, 10 * Packets);

        var runs = Runs(fates.ConvertAll(fate => fate.IsLost));
        Assert.InRange(runs.Average(), 4.8, 5.2);
        Assert.InRange(fates.Count(fate => fate.IsLost) / (10.0 * Packets), 0.0185, 0.0215);
    }

    [Fact]
    public void Bursts_and_the_time_between_them_lose_their_own_shares()
    {
        var options = new ImpairmentOptions
        {
            Loss = 0.1,
            LossBurst = 20,
            LossInBurst = 0.5,
            LossBetweenBursts = 0.01,
        };

        var lost = Pass(options, 10 * Packets).Count(fate => fate.IsLost);

        Assert.InRange(lost / (10.0 * Packets), 0.095, 0.105);
    }

    [Fact]
    public void Normal_jitter_has_the_mean_and_deviation_asked_for()
    {
        var delays = Delays(Jitter(JitterDistribution.Normal));

        var mean = delays.Average();
        Assert.InRange(mean, 19.95, 20.05);
        Assert.InRange(Math.Sqrt(delays.Average(delay => (delay - mean) * (delay - mean))), 1.97, 2.03);
    }

    [Fact]
    public void Uniform_jitter_reaches_its_bounds_and_not_beyond()
    {
        var delays = Delays(Jitter(JitterDistribution.Uniform));

        Assert.InRange(delays.Min(), 18, 18.01);
        Assert.InRange(delays.Max(), 21.99, 22);
        Assert.InRange(delays.Average(), 19.98, 20.02);
    }

    [Fact]
    public void No_delay_is_negative()
    {
        var options = new ImpairmentOptions { DelayJitter = TimeSpan.FromMilliseconds(5) };

        Assert.InRange(Delays(options).Min(), 0, double.MaxValue);
    }

    [Fact]
    public void Jitter_reorders_unless_order_is_kept()
    {
        var free = Jitter(JitterDistribution.Normal);

        Assert.False(IsInOrder(Pass(free, Packets)));
        Assert.True(IsInOrder(Pass(free with { KeepsOrder = true }, Packets)));
    }

    [Fact]
    public void Copies_held_and_spoiled_packets_are_as_many_as_asked_for()
    {
        var fates = Pass(
            new ImpairmentOptions
            {
                Duplicate = 0.05,
                Reorder = 0.1,
                Corrupt = 0.02,
            },
            Packets
        );

        AssertShare(0.05, fates.Count(fate => fate.Departures.Count == 2));
        AssertShare(0.1, fates.Count(fate => fate.Departures[0].IsHeld));
        AssertShare(0.02, fates.Count(fate => fate.Departures[0].WrongBit >= 0));
        Assert.All(fates, fate => Assert.InRange(fate.Departures[0].WrongBit, -1, 799));
    }

    [Fact]
    public void The_rate_is_that_of_the_bandwidth_whatever_comes()
    {
        var options = new ImpairmentOptions { Bandwidth = new BitRate(10e6), Queue = QueueLimit.OfTime(Spacing * 50) };

        // 12,000 bits every 1 ms are 12 Mbit/s.
        var fates = Pass(options, 20_000, 1500);

        var left = fates.Where(fate => fate.Departures.Count > 0).ToList();
        var time = left[^1].Departures[0].At - left[0].Departures[0].At;
        Assert.InRange((left.Count - 1) * 12_000 / time.TotalSeconds, 9.8e6, 10.2e6);
        Assert.InRange(left.Max(fate => (fate.Departures[0].At - fate.CameAt).TotalMilliseconds), 49, 52);
    }

    [Fact]
    public void A_queue_of_bytes_takes_so_many_and_drops_the_next()
    {
        var path = new ImpairedPath(
            new ImpairmentOptions { Bandwidth = new BitRate(8e3), Queue = QueueLimit.OfBytes(3000) },
            1
        );
        var verdicts = Enumerable.Range(0, 5).Select(_ => path.Pass(TimeSpan.FromHours(1), 1000, [])).ToList();

        Assert.Equal(
            [
                ImpairmentVerdict.Passed,
                ImpairmentVerdict.Passed,
                ImpairmentVerdict.Passed,
                ImpairmentVerdict.QueueFull,
                ImpairmentVerdict.QueueFull,
            ],
            verdicts
        );
    }

    [Fact]
    public void A_packet_larger_than_the_queue_passes_when_nothing_waits()
    {
        var options = new ImpairmentOptions { Bandwidth = new BitRate(1e6), Queue = QueueLimit.OfBytes(10) };

        Assert.Equal(ImpairmentVerdict.Passed, new ImpairedPath(options, 1).Pass(TimeSpan.FromHours(1), 1000, []));
    }

    [Fact]
    public void The_same_seed_makes_the_same_decisions_and_another_others()
    {
        var options = Jitter(JitterDistribution.Normal) with
        {
            Loss = 0.1,
            Duplicate = 0.1,
            Reorder = 0.1,
            Corrupt = 0.1,
        };

        var first = Pass(options, 1000).ConvertAll(Text);
        Assert.Equal(first, Pass(options, 1000).ConvertAll(Text));
        Assert.NotEqual(first, Pass(options, 1000, seed: 2).ConvertAll(Text));
    }

    [Fact]
    public void A_change_of_one_cause_leaves_the_others_as_they_were()
    {
        var options = new ImpairmentOptions { Loss = 0.1 };

        Assert.Equal(
            Pass(options, 1000).ConvertAll(fate => fate.IsLost),
            Pass(options with { Duplicate = 0.5, Delay = Spacing }, 1000).ConvertAll(fate => fate.IsLost)
        );
    }

    [Fact]
    public void What_waits_for_the_bandwidth_still_does_after_a_change()
    {
        var slow = new ImpairmentOptions { Bandwidth = new BitRate(8e3) };
        var now = TimeSpan.FromHours(1);
        var path = new ImpairedPath(slow, 1);
        path.Pass(now, 1000, []);
        List<Departure> departures = [];
        new ImpairedPath(
            slow with
            {
                Bandwidth = new BitRate(8e6),
                Queue = QueueLimit.OfTime(Spacing * 5000),
            },
            1,
            path
        ).Pass(now, 1000, departures);

        Assert.Equal(now + TimeSpan.FromMilliseconds(1001), departures[0].At);
    }

    [Theory]
    [InlineData(2, 0, 0, 0)]
    [InlineData(double.NaN, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 0, 0.6, 0)]
    [InlineData(0, 0, 0, 0.5)]
    public void What_contradicts_itself_is_refused(double loss, double delay, double reorder, double burst)
    {
        var options = new ImpairmentOptions
        {
            Loss = loss,
            Delay = TimeSpan.FromSeconds(delay),
            Reorder = reorder,
            LossBurst = burst == 0 ? null : burst,
        };

        Assert.NotNull(options.Problem());
        Assert.Throws<ArgumentException>(() => new ImpairedPath(options, 1));
    }

    private static ImpairmentOptions Jitter(JitterDistribution distribution) =>
        new()
        {
            Delay = TimeSpan.FromMilliseconds(20),
            DelayJitter = TimeSpan.FromMilliseconds(2),
            JitterDistribution = distribution,
        };

    private static List<Fate> Pass(ImpairmentOptions options, int packets, int length = 100, int seed = 1)
    {
        var path = new ImpairedPath(options, seed);
        var fates = new List<Fate>();
        for (var i = 0; i < packets; i++)
        {
            var cameAt = TimeSpan.FromHours(1) + (Spacing * i);
            List<Departure> departures = [];
            fates.Add(new Fate(cameAt, path.Pass(cameAt, length, departures), departures));
        }

        return fates;
    }

    private static List<double> Delays(ImpairmentOptions options) =>
        Pass(options, Packets).ConvertAll(fate => (fate.Departures[0].At - fate.CameAt).TotalMilliseconds);

    private static bool IsInOrder(List<Fate> fates) =>
        fates.Zip(fates.Skip(1)).All(pair => pair.First.Departures[0].At <= pair.Second.Departures[0].At);

    private static List<int> Runs(List<bool> lost)
    {
        var runs = new List<int>();
        for (var i = 0; i < lost.Count; i++)
        {
            if (lost[i] && (i == 0 || !lost[i - 1]))
                runs.Add(0);
            if (lost[i])
                runs[^1]++;
        }

        return runs;
    }

    private static void AssertShare(double share, int count) =>
        Assert.InRange(count, Packets * share - Margin(share), Packets * share + Margin(share));

    /// <summary>Four deviations of a binomial count.</summary>
    private static double Margin(double share) => 4 * Math.Sqrt(Packets * share * (1 - share));

    private static string Text(Fate fate) => $"{fate.Verdict} {string.Join(' ', fate.Departures)}";

    private sealed record Fate(TimeSpan CameAt, ImpairmentVerdict Verdict, List<Departure> Departures)
    {
        public bool IsLost => Verdict == ImpairmentVerdict.Lost;
    }
}
