namespace Weir.Measurements.Histograms;

/// <summary>
/// The buckets of every histogram: bucket <c>i</c> holds the values in (2^((i−1)/32), 2^(i/32)].
/// </summary>
/// <remarks>
/// These are the buckets of schema 5 of Prometheus native histograms and of scale 5 of OpenTelemetry's exponential
/// histograms (which numbers them one lower). Within a bucket the ends lie 2.19 % apart, so that the value between them
/// that stands for all is off by 1.09 % at most.
/// </remarks>
public static class LogBuckets
{
    /// <summary>Buckets from one power of two to the next.</summary>
    public const int PerDoubling = 32;

    /// <summary>Holds all up to 2^−30 (1 ns, when the values are seconds): zero and negative values too.</summary>
    public const int Lowest = -30 * PerDoubling;

    /// <summary>Holds all from 2^(40 − 1/32) on (35 thousand years of seconds, or 1 Tbit/s).</summary>
    public const int Highest = 40 * PerDoubling;

    /// <summary>2^(k/32) for k from 0 to 32: the bounds within one doubling.</summary>
    private static readonly double[] Bounds =
    [
        .. Enumerable.Range(0, PerDoubling + 1).Select(k => Math.Pow(2, (double)k / PerDoubling)),
    ];

    /// <summary>The bucket of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no number.</exception>
    public static int IndexOf(double value)
    {
        if (double.IsNaN(value))
            throw new ArgumentOutOfRangeException(nameof(value), "A histogram holds numbers.");
        if (value <= UpperBound(Lowest))
            return Lowest;
        if (value > UpperBound(Highest - 1))
            return Highest;

        // Exact, unlike a logarithm: the mantissa is looked up among the very bounds that UpperBound gives.
        var exponent = Math.ILogB(value);
        var found = Array.BinarySearch(Bounds, Math.ScaleB(value, -exponent));
        return (exponent * PerDoubling) + (found < 0 ? ~found : found);
    }

    /// <summary>The largest value of a bucket.</summary>
    public static double UpperBound(int index)
    {
        var exponent = Math.DivRem(index, PerDoubling, out var step);
        return step < 0 ? Math.ScaleB(Bounds[step + PerDoubling], exponent - 1) : Math.ScaleB(Bounds[step], exponent);
    }

    /// <summary>
    /// The value that stands for all of a bucket: the harmonic mean of its ends, whose relative error is the same at both
    /// (2^(1/32) − 1) / (2^(1/32) + 1) = 1.083 %. Of the lowest bucket it is 0.
    /// </summary>
    public static double ValueOf(int index)
    {
        if (index <= Lowest)
            return 0;
        var (lower, upper) = (UpperBound(index - 1), UpperBound(index));
        return 2 * lower * upper / (lower + upper);
    }
}
