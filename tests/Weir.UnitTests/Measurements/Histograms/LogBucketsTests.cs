using FsCheck;
using FsCheck.Fluent;
using Weir.Measurements.Histograms;

namespace Weir.UnitTests.Measurements.Histograms;

public sealed class LogBucketsTests
{
    private static readonly Arbitrary<double> Values = Gen.Choose(-9_000, 9_000)
        .Zip(Gen.Choose(-28, 39))
        .Select(pair => Math.ScaleB(1 + ((pair.Item1 + 9_000) / 18_001.0), pair.Item2))
        .ToArbitrary();

    [Fact]
    public void A_value_lies_between_the_bounds_of_its_bucket() =>
        Prop.ForAll(
                Values,
                value =>
                {
                    var bucket = LogBuckets.IndexOf(value);
                    return value > LogBuckets.UpperBound(bucket - 1) && value <= LogBuckets.UpperBound(bucket);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_stands_for_a_bucket_is_off_by_1_1_percent_at_most() =>
        Prop.ForAll(Values, value => Math.Abs(LogBuckets.ValueOf(LogBuckets.IndexOf(value)) - value) <= 0.011 * value)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 32)]
    [InlineData(0.5, -32)]
    [InlineData(1.0000001, 1)]
    [InlineData(0.9999999, 0)]
    public void Powers_of_two_end_their_bucket(double value, int bucket) =>
        Assert.Equal(bucket, LogBuckets.IndexOf(value));

    [Theory]
    [InlineData(0, LogBuckets.Lowest)]
    [InlineData(-5, LogBuckets.Lowest)]
    [InlineData(double.NegativeInfinity, LogBuckets.Lowest)]
    [InlineData(1e-12, LogBuckets.Lowest)]
    [InlineData(1e300, LogBuckets.Highest)]
    [InlineData(double.PositiveInfinity, LogBuckets.Highest)]
    public void What_is_beyond_goes_to_the_outer_buckets(double value, int bucket) =>
        Assert.Equal(bucket, LogBuckets.IndexOf(value));

    [Fact]
    public void What_is_no_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LogBuckets.IndexOf(double.NaN));
}
