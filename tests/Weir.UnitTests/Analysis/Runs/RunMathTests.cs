using FsCheck;
using FsCheck.Fluent;
using Weir.Analysis.Runs;

namespace Weir.UnitTests.Analysis.Runs;

public sealed class RunMathTests
{
    /// <summary>The lab table that courses publish: clients, MB per client, slowest time, global rate in MB/s.</summary>
    [Theory]
    [InlineData(1, 102.4, 0.69, 148.4)]
    [InlineData(1, 256, 1.48, 173.0)]
    [InlineData(5, 102.4, 1.25, 409.6)]
    [InlineData(5, 256, 3.23, 396.3)]
    [InlineData(10, 102.4, 2.61, 392.3)]
    [InlineData(10, 256, 6.56, 390.2)]
    public void The_global_rate_is_that_of_the_published_table(
        int clients,
        double megabytes,
        double slowest,
        double rate
    )
    {
        var found = RunMath.GlobalRate(megabytes * 1e6, clients, TimeSpan.FromSeconds(slowest));

        Assert.Equal(rate, Math.Round(found!.Value.BytesPerSecond / 1e6, 1));
    }

    [Fact]
    public void Without_clients_or_time_there_is_no_rate()
    {
        Assert.Null(RunMath.GlobalRate(1, 0, TimeSpan.FromSeconds(1)));
        Assert.Null(RunMath.GlobalRate(1, 1, TimeSpan.Zero));
        Assert.Null(RunMath.AggregateRate(1, TimeSpan.Zero));
        Assert.Null(RunMath.Jain([]));
        Assert.Null(RunMath.Jain([0, 0]));
        Assert.Null(RunMath.Spread([]));
        Assert.Null(RunMath.StragglerRatio(null, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Fairness_is_one_for_equal_rates_and_one_nth_when_one_has_it_all()
    {
        Assert.Equal(1, RunMath.Jain([5, 5, 5, 5])!.Value, 12);
        Assert.Equal(0.25, RunMath.Jain([8, 0, 0, 0])!.Value, 12);
        Assert.Equal(36.0 / (3 * 14), RunMath.Jain([1, 2, 3])!.Value, 12);
    }

    [Fact]
    public void Fairness_lies_between_one_nth_and_one_and_knows_no_unit() =>
        Prop.ForAll(
                Gen.Choose(1, 1000).ListOf().Where(list => list.Count > 0).ToArbitrary(),
                rates =>
                {
                    var fairness = RunMath.Jain([.. rates.Select(rate => (double)rate)])!.Value;
                    var scaled = RunMath.Jain([.. rates.Select(rate => rate * 8e6)])!.Value;
                    return fairness >= (1.0 / rates.Count) - 1e-9
                        && fairness <= 1 + 1e-9
                        && Math.Abs(fairness - scaled) < 1e-9;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_percentile_is_a_value_that_was_seen_or_is_not_told()
    {
        var twenty = Enumerable.Range(1, 20).Select(n => TimeSpan.FromSeconds(n)).Reverse().ToArray();

        Assert.Equal(TimeSpan.FromSeconds(10), RunMath.Percentile(twenty, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(19), RunMath.Percentile(twenty, 0.95));
        Assert.Null(RunMath.Percentile(twenty[1..], 0.95));
        Assert.Null(RunMath.Percentile(twenty[..1], 0.5));
    }

    [Fact]
    public void The_straggler_is_told_by_how_many_medians_it_took()
    {
        Assert.Equal(2.5, RunMath.StragglerRatio(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)));
    }
}
