namespace Weir.Measurements.Histograms;

/// <summary>
/// Counts of values in <see cref="LogBuckets"/>. Merging adds counts, so that it is exact and its order does not matter.
/// One thread at a time.
/// </summary>
public sealed class Histogram
{
    /// <summary>The count of bucket <see cref="_first"/> + i at i; grown as values come.</summary>
    private long[] _counts = [];
    private int _first;

    /// <summary>How many values it holds.</summary>
    public long Count { get; private set; }

    /// <summary>The buckets that hold something, in ascending order.</summary>
    public IEnumerable<HistogramBucket> Buckets
    {
        get
        {
            for (var i = 0; i < _counts.Length; i++)
            {
                if (_counts[i] > 0)
                    yield return new HistogramBucket(_first + i, _counts[i]);
            }
        }
    }

    /// <summary>The histogram that was written as these buckets; they may come in any order, and twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bucket that does not exist, or a negative count.</exception>
    public static Histogram Of(IEnumerable<HistogramBucket> buckets)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        var histogram = new Histogram();
        foreach (var (bucket, count) in buckets)
            histogram.Add(bucket, count);
        return histogram;
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is no number.</exception>
    public void Add(double value) => Add(LogBuckets.IndexOf(value), 1);

    /// <summary>Adds all that <paramref name="other"/> holds; it may be this one.</summary>
    public void Merge(Histogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (counts, first) = (other._counts, other._first);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                Add(first + i, counts[i]);
        }
    }

    /// <summary>
    /// The nearest-rank quantile: the smallest value that at least <paramref name="share"/> of all values do not exceed,
    /// with the buckets' error of 1.1 %; null without values.
    /// </summary>
    /// <param name="share">More than 0, 1 at most; 0.5 is the median.</param>
    public double? Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var rank = Percentiles.RankOf(share, Count);
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0)
                return LogBuckets.ValueOf(_first + i);
        }

        return null;
    }

    /// <summary>Adds so many values of one bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bucket that does not exist, or a negative count.</exception>
    public void Add(int bucket, long count)
    {
        // Where there is room the bucket exists; a summary of a month adds millions.
        if ((uint)(bucket - _first) >= (uint)_counts.Length || count < 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bucket, LogBuckets.Lowest);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bucket, LogBuckets.Highest);
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (count == 0)
                return;
            MakeRoomFor(bucket);
        }

        count = Math.Min(count, long.MaxValue - Count); // of more than can be counted, as many as can
        _counts[bucket - _first] += count;
        Count += count;
    }

    /// <summary>Grows by whole doublings of the value, so that neighbours find their place.</summary>
    private void MakeRoomFor(int bucket)
    {
        var first = RoundDown(_counts.Length == 0 ? bucket : Math.Min(bucket, _first));
        var end = RoundDown(_counts.Length == 0 ? bucket : Math.Max(bucket, _first + _counts.Length - 1));
        var grown = new long[end + LogBuckets.PerDoubling - first];
        if (_counts.Length > 0)
            _counts.CopyTo(grown, _first - first);
        (_counts, _first) = (grown, first);
    }

    private static int RoundDown(int bucket) =>
        (int)Math.Floor((double)bucket / LogBuckets.PerDoubling) * LogBuckets.PerDoubling;
}
