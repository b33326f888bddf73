using FsCheck;
using FsCheck.Fluent;
using Weir.Measurements.Histograms;

namespace Weir.UnitTests.Measurements.Histograms;

public sealed class HistogramTests
{
    /// <summary>Round trips in microseconds, from one to an hour.</summary>
    private static readonly Gen<List<double>> Samples = Gen.Choose(1, 60_000)
        .Zip(Gen.Choose(1, 60_000))
        .Select(pair => 1e-6 * pair.Item1 * pair.Item2)
        .ListOf()
        .Select(list => list.ToList());

    [Fact]
    public void Merging_is_commutative_and_associative() =>
        Prop.ForAll(
                Samples.Zip(Samples).Zip(Samples).ToArbitrary(),
                sample =>
                {
                    var ((a, b), c) = sample;
                    var left = Merged(Merged(Of(a), Of(b)), Of(c));
                    var right = Merged(Of(c), Merged(Of(b), Of(a)));
                    return left.Buckets.SequenceEqual(right.Buckets) && left.Count == right.Count;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_gives_what_one_histogram_of_all_would_hold() =>
        Prop.ForAll(
                Samples.Zip(Samples).ToArbitrary(),
                sample =>
                {
                    var (a, b) = sample;
                    return Merged(Of(a), Of(b)).Buckets.SequenceEqual(Of([.. a, .. b]).Buckets);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_quantile_is_the_nearest_rank_within_1_1_percent() =>
        Prop.ForAll(
                Samples.Where(list => list.Count > 0).Zip(Gen.Choose(1, 1000)).ToArbitrary(),
                sample =>
                {
                    var (values, thousandths) = sample;
                    var share = thousandths / 1000.0;
                    var exact = values.Order().ElementAt((int)Math.Ceiling((share * values.Count) - 1e-9) - 1);
                    return Math.Abs(Of(values).Quantile(share)!.Value - exact) <= 0.011 * exact;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Its_written_form_gives_it_back() =>
        Prop.ForAll(
                Samples.ToArbitrary(),
                values => Histogram.Of(Of(values).Buckets).Buckets.SequenceEqual(Of(values).Buckets)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_with_itself_doubles_every_count()
    {
        var histogram = Of([1, 1, 3]);
        histogram.Merge(histogram);

        Assert.Equal([4, 2], histogram.Buckets.Select(bucket => bucket.Count));
        Assert.Equal(6, histogram.Count);
    }

    [Fact]
    public void Without_values_there_is_no_quantile() => Assert.Null(new Histogram().Quantile(0.5));

    [Theory]
    [InlineData(LogBuckets.Lowest - 1, 1)]
    [InlineData(LogBuckets.Highest + 1, 1)]
    [InlineData(0, -1)]
    public void Buckets_that_cannot_be_are_refused(int bucket, long count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([new HistogramBucket(bucket, count)]));

    private static Histogram Of(IEnumerable<double> values)
    {
        var histogram = new Histogram();
        foreach (var value in values)
            histogram.Add(value);
        return histogram;
    }

    private static Histogram Merged(Histogram into, Histogram other)
    {
        into.Merge(other);
        return into;
    }
}
