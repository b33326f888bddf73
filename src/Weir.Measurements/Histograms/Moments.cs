namespace Weir.Measurements.Histograms;

/// <summary>
/// Count, mean, spread and extremes of values, exact to rounding, in one pass: Welford's recurrence (Knuth, TAOCP 2,
/// 4.2.2), merged by the formula of Chan, Golub and LeVeque (1979). Immutable; <c>default</c> holds nothing.
/// </summary>
public readonly record struct Moments
{
    /// <summary>How many values.</summary>
    public long Count { get; private init; }

    /// <summary>0 without values.</summary>
    public double Mean { get; private init; }

    /// <summary>0 without values.</summary>
    public double Min { get; private init; }

    /// <summary>0 without values.</summary>
    public double Max { get; private init; }

    /// <summary>The sum of the squared distances from the mean.</summary>
    public double SquaredDistances { get; private init; }

    /// <summary>The sample standard deviation (divided by n − 1); null below two values.</summary>
    public double? StandardDeviation => Count < 2 ? null : Math.Sqrt(SquaredDistances / (Count - 1));

    /// <summary>What these numbers were computed from, as far as they tell.</summary>
    public static Moments Of(long count, double mean, double min, double max, double? standardDeviation) =>
        count <= 0
            ? default
            : new Moments
            {
                Count = count,
                Mean = mean,
                Min = min,
                Max = max,
                SquaredDistances = standardDeviation * standardDeviation * (count - 1) ?? 0,
            };

    public Moments Add(double value)
    {
        var distance = value - Mean;
        var mean = Mean + (distance / (Count + 1));
        return new Moments
        {
            Count = Count + 1,
            Mean = mean,
            Min = Count == 0 ? value : Math.Min(Min, value),
            Max = Count == 0 ? value : Math.Max(Max, value),
            SquaredDistances = SquaredDistances + (distance * (value - mean)),
        };
    }

    public Moments Merge(Moments other)
    {
        if (Count == 0)
            return other;
        if (other.Count == 0)
            return this;
        var count = Math.Min(Count, long.MaxValue - other.Count) + other.Count; // never more than can be counted
        var distance = other.Mean - Mean;
        return new Moments
        {
            Count = count,
            Mean = Mean + (distance * other.Count / count),
            Min = Math.Min(Min, other.Min),
            Max = Math.Max(Max, other.Max),
            SquaredDistances =
                SquaredDistances + other.SquaredDistances + (distance * distance * Count / count * other.Count),
        };
    }
}
