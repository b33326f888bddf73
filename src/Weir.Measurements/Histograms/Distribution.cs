using Weir.Measurements.Records;

namespace Weir.Measurements.Histograms;

/// <summary>Values as a histogram for their percentiles and as <see cref="Moments"/> for what is exact. Mergeable.</summary>
public sealed class Distribution
{
    /// <summary>Digits behind the point in records: a nanosecond, when the values are seconds.</summary>
    private const int Digits = 9;

    public Distribution()
        : this(new Histogram(), default) { }

    /// <summary>The distribution that these were taken from; the histogram becomes its own.</summary>
    public Distribution(Histogram histogram, Moments moments)
    {
        Histogram = histogram;
        Moments = moments;
    }

    public Histogram Histogram { get; }

    public Moments Moments { get; private set; }

    public long Count => Histogram.Count;

    /// <summary>The distribution that left this record; exact but for what the record rounded away.</summary>
    public static Distribution Of(DistributionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var histogram = Histogram.Of(record.Histogram);
        return new Distribution(
            histogram,
            Moments.Of(histogram.Count, record.Mean ?? 0, record.Min ?? 0, record.Max ?? 0, record.StandardDeviation)
        );
    }

    /// <summary>The distribution of these values.</summary>
    public static Distribution Of(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var distribution = new Distribution();
        foreach (var value in values)
            distribution.Add(value);
        return distribution;
    }

    public void Add(double value)
    {
        Histogram.Add(value);
        Moments = Moments.Add(value);
    }

    /// <summary>Adds values of which only their buckets and moments are known.</summary>
    public void Merge(ReadOnlySpan<HistogramBucket> buckets, Moments moments)
    {
        foreach (var (bucket, count) in buckets)
            Histogram.Add(bucket, count);
        Moments = Moments.Merge(moments);
    }

    public void Merge(Distribution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Histogram.Merge(other.Histogram);
        Moments = Moments.Merge(other.Moments);
    }

    /// <summary>
    /// The percentile, as 0.95, within the buckets' error of 1.1 % and never beyond the extremes; null when there are too
    /// few values for it (<see cref="Percentiles.IsEstimable"/>).
    /// </summary>
    public double? Percentile(double share) => Percentiles.IsEstimable(share, Count) ? Quantile(share) : null;

    /// <summary>As <see cref="Percentile"/>, and of fewer values the best that they give; null without any.</summary>
    public double? Quantile(double share) =>
        Histogram.Quantile(share) is { } value ? Math.Clamp(value, Moments.Min, Moments.Max) : null;

    /// <summary>The written form; null without values.</summary>
    public DistributionRecord? ToRecord() =>
        Count == 0
            ? null
            : new DistributionRecord
            {
                Min = Rounded(Moments.Min),
                Mean = Rounded(Moments.Mean),
                P50 = Rounded(Percentile(0.5)),
                P95 = Rounded(Percentile(0.95)),
                P99 = Rounded(Percentile(0.99)),
                Max = Rounded(Moments.Max),
                StandardDeviation = Rounded(Moments.StandardDeviation),
                Histogram = [.. Histogram.Buckets],
            };

    /// <summary>
    /// The written form of values that are all at hand: its percentiles are values that occurred, not those that stand for
    /// their buckets. Null without values.
    /// </summary>
    /// <param name="values">Sorted in place.</param>
    public static DistributionRecord? Exact(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Array.Sort(values);
        return Of(values).ToRecord() is { } record
            ? record with
            {
                P50 = Rounded(Ranked(values, 0.5)),
                P95 = Rounded(Ranked(values, 0.95)),
                P99 = Rounded(Ranked(values, 0.99)),
            }
            : null;
    }

    private static double? Ranked(double[] sorted, double share) =>
        Percentiles.IsEstimable(share, sorted.Length) ? sorted[Percentiles.RankOf(share, sorted.Length) - 1] : null;

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, Digits) : null;
}
