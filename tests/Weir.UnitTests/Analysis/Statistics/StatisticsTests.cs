using Weir.Analysis.Shifts;
using Weir.Analysis.Statistics;

namespace Weir.UnitTests.Analysis.Statistics;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0, 2, 1)]
    [InlineData(3, 0, 0)]
    [InlineData(1, 0.5, 0.393469)]
    [InlineData(3, 0.5, 0.014388)]
    [InlineData(10, 1, 1.114e-7)]
    [InlineData(1200, 1000, 4.5e-10)]
    public void The_tail_of_a_Poisson_distribution(long count, double expected, double tail) =>
        Assert.InRange(Poisson.UpperTail(count, expected), 0.9 * tail, 1.1 * tail);

    [Fact]
    public void Medians_pass_over_what_is_unknown()
    {
        Assert.Equal(2.5, Order.Median([4, double.NaN, 1, 2, 3]));
        Assert.True(double.IsNaN(Order.Median([double.NaN])));
    }

    [Fact]
    public void A_running_median_takes_spikes_and_keeps_edges()
    {
        Assert.Equal([0, 0, 0, 0, 5, 5, 5], Order.RunningMedian3([0, 9, 0, 0, 5, 5, 5]));
    }

    [Fact]
    public void Ranks_tell_samples_apart_as_the_textbook_does()
    {
        // scipy.stats.mannwhitneyu(method="asymptotic"): p = 0.0121857803553793.
        double[] first = [1, 2, 3, 4, 5];
        Assert.Equal(0.01219, MannWhitney.PValue(first, [6, 7, 8, 9, 10]), 4);
        Assert.Equal(1, MannWhitney.PValue(first, first), 6);
    }

    [Fact]
    public void The_shift_between_two_samples_is_found_with_its_interval()
    {
        double[] first = [1, 2, 3, 4, 5, 6, 7, 8];
        var shift = HodgesLehmann.Shift(first, [.. first.Select(value => value + 3)])!.Value;

        Assert.Equal(3, shift.Value, 9);
        Assert.True(shift.Low < 3 && shift.High > 3);
        Assert.Null(HodgesLehmann.Shift(first, [1, 2]));
    }

    [Fact]
    public void Discoveries_are_those_of_Benjamini_and_Hochberg()
    {
        // The example of their paper: 4 of 15 at 5 %.
        double[] p =
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0000,
        ];

        Assert.Equal(4, BenjaminiHochberg.Discoveries(p, 0.05).Count(found => found));
    }

    [Fact]
    public void Changes_of_level_are_found_where_they_are()
    {
        var random = new SeededRandom(3);
        double[] values =
        [
            .. Enumerable
                .Range(0, 90)
                .Select(i =>
                    (
                        i < 30 ? 0
                        : i < 60 ? 5
                        : 2
                    ) + (0.5 * random.NextNormal())
                ),
        ];

        Assert.Equal([30, 60], Pelt.Changes(values, 4, 2));
    }

    [Fact]
    public void A_sequence_without_changes_has_none()
    {
        var random = new SeededRandom(4);
        double[] values = [.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())];

        Assert.Empty(Pelt.Changes(values, 4 * Math.Log(200), 2));
    }

    [Fact]
    public void A_seed_gives_the_same_numbers_for_ever()
    {
        var random = new SeededRandom(1);

        Assert.Equal([14971601782005023387UL, 13781649495232077965UL], [random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void Student_is_wider_than_the_normal_with_few_days()
    {
        Assert.Equal(2.262, Normal.Student95(9), 2);
        Assert.Equal(2.052, Normal.Student95(27), 2);
        Assert.Equal(0.025, Normal.Tail(Normal.Z95), 5);
    }
}
