namespace Weir.Analysis.Statistics;

/// <summary>Medians and their kin. NaN stands for no value and is passed over; of none, NaN.</summary>
public static class Order
{
    /// <summary>Makes a median absolute deviation an estimate of a normal distribution's standard deviation.</summary>
    public const double MadToSigma = 1.4826;

    public static double Median(ReadOnlySpan<double> values) => Quantile(values, 0.5);

    public static double Mean(ReadOnlySpan<double> values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            if (double.IsNaN(value))
                continue;
            sum += value;
            count++;
        }

        return count > 0 ? sum / count : double.NaN;
    }

    /// <summary>With linear interpolation between ranks (type 7 of Hyndman and Fan, 1996).</summary>
    public static double Quantile(ReadOnlySpan<double> values, double share) => QuantileOfSorted(Sorted(values), share);

    /// <summary>The median of absolute distances from the median.</summary>
    public static double Mad(ReadOnlySpan<double> values)
    {
        var sorted = Sorted(values);
        var middle = QuantileOfSorted(sorted, 0.5);
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = Math.Abs(sorted[i] - middle);
        Array.Sort(sorted);
        return QuantileOfSorted(sorted, 0.5);
    }

    public static double[] Sorted(ReadOnlySpan<double> values)
    {
        var known = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
                known[count++] = value;
        }

        Array.Resize(ref known, count);
        Array.Sort(known);
        return known;
    }

    public static double QuantileOfSorted(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length
            ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]))
            : sorted[^1];
    }

    /// <summary>
    /// The median of each value and its neighbours: takes out lone spikes and keeps edges where they are.
    /// </summary>
    public static double[] RunningMedian3(ReadOnlySpan<double> values)
    {
        var smooth = values.ToArray();
        for (var i = 1; i + 1 < values.Length; i++)
        {
            var (a, b, c) = (values[i - 1], values[i], values[i + 1]);
            if (double.IsNaN(b))
                continue;
            if (double.IsNaN(a) || double.IsNaN(c))
            {
                // A lone neighbour: the better of the two, so that a spike beside a gap is no stretch.
                var other = double.IsNaN(a) ? c : a;
                smooth[i] = double.IsNaN(other) ? b : Math.Min(b, other);
                continue;
            }

            smooth[i] = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
        }

        return smooth;
    }
}
