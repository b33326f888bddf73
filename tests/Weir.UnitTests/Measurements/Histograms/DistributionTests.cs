using FsCheck;
using FsCheck.Fluent;
using Weir.Measurements.Histograms;

namespace Weir.UnitTests.Measurements.Histograms;

public sealed class DistributionTests
{
    private static readonly Gen<List<double>> Samples = Gen.Choose(1, 1_000_000)
        .Select(value => value * 1e-6)
        .ListOf()
        .Select(list => list.ToList());

    [Theory]
    [InlineData(0.5, 1, false)]
    [InlineData(0.5, 2, true)]
    [InlineData(0.9, 28, false)]
    [InlineData(0.9, 29, true)]
    [InlineData(0.95, 58, false)]
    [InlineData(0.95, 59, true)]
    [InlineData(0.99, 298, false)]
    [InlineData(0.99, 299, true)]
    public void A_percentile_needs_so_many_values_that_one_lies_beyond_it_with_95_percent(
        double share,
        int count,
        bool isTold
    ) => Assert.Equal(isTold, Distribution.Of(Enumerable.Repeat(1.0, count)).Percentile(share) is not null);

    [Fact]
    public void More_values_than_can_be_counted_are_as_many_as_can()
    {
        var distribution = Distribution.Of([1.0, 2.0]);
        for (var i = 0; i < 2; i++)
            distribution.Merge([new HistogramBucket(0, long.MaxValue)], Moments.Of(long.MaxValue, 1, 1, 1, 0));

        Assert.Equal((long.MaxValue, long.MaxValue), (distribution.Count, distribution.Moments.Count));
        Assert.Equal(1, distribution.Moments.Mean, 1e-9);
    }

    [Fact]
    public void A_percentile_never_lies_beyond_the_extremes()
    {
        var same = Distribution.Of(Enumerable.Repeat(0.123456, 299)).ToRecord()!;

        Assert.Equal((0.123456, 0.123456, 0.123456), (same.P50, same.P95, same.P99));
    }

    [Fact]
    public void Mean_and_spread_are_those_of_the_textbook() =>
        Prop.ForAll(
                Samples.Where(list => list.Count > 1).ToArbitrary(),
                values =>
                {
                    var moments = Distribution.Of(values).Moments;
                    var mean = values.Average();
                    var spread = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
                    return Near(moments.Mean, mean)
                        && Near(moments.StandardDeviation!.Value, spread)
                        && moments.Min == values.Min()
                        && moments.Max == values.Max();
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_gives_what_one_distribution_of_all_would_tell() =>
        Prop.ForAll(
                Samples.Zip(Samples).ToArbitrary(),
                sample =>
                {
                    var (a, b) = sample;
                    var (one, other) = (Distribution.Of(a), Distribution.Of(b));
                    one.Merge(other);
                    var all = Distribution.Of([.. a, .. b]);
                    return Near(one.Moments.Mean, all.Moments.Mean)
                        && Near(one.Moments.SquaredDistances, all.Moments.SquaredDistances)
                        && one.Percentile(0.5) == all.Percentile(0.5)
                        && (one.Moments.Min, one.Moments.Max, one.Count)
                            == (all.Moments.Min, all.Moments.Max, all.Count);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_record_can_be_merged_on() =>
        Prop.ForAll(
                Samples.Zip(Samples).Where(pair => pair.Item1.Count > 0 && pair.Item2.Count > 0).ToArbitrary(),
                sample =>
                {
                    var (a, b) = sample;
                    var read = Distribution.Of(Distribution.Of(a).ToRecord()!);
                    read.Merge(Distribution.Of(Distribution.Of(b).ToRecord()!));
                    var (merged, whole) = (read.ToRecord()!, Distribution.Of([.. a, .. b]).ToRecord()!);
                    return merged.Histogram.SequenceEqual(whole.Histogram)
                        && Math.Abs(merged.Mean!.Value - whole.Mean!.Value) <= 2e-9
                        && (merged.Min, merged.Max) == (whole.Min, whole.Max);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_has_no_record() => Assert.Null(new Distribution().ToRecord());

    [Fact]
    public void One_value_has_no_spread()
    {
        var record = Distribution.Of([0.25]).ToRecord()!;

        Assert.Null(record.StandardDeviation);
        Assert.Null(record.P50);
        Assert.Equal((0.25, 0.25, 0.25), (record.Min, record.Mean, record.Max));
        Assert.Equal([new HistogramBucket(-64, 1)], record.Histogram);
    }

    private static bool Near(double one, double other) =>
        Math.Abs(one - other) <= 1e-9 * Math.Max(1e-3, Math.Abs(other));
}
