namespace Weir.Analysis.Statistics;

/// <summary>How much larger the second of two samples is (J. Hodges and E. Lehmann, 1963).</summary>
public static class HodgesLehmann
{
    /// <summary>
    /// The median of all differences second − first, with the distribution-free 95 % interval that belongs to the
    /// Mann-Whitney test (L. Moses). Null below four values on either side: no such interval exists.
    /// </summary>
    public static Interval? Shift(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        const int least = 4;
        var (m, n) = (first.Length, second.Length);
        if (m < least || n < least)
            return null;
        var differences = new double[m * n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
                differences[(i * n) + j] = second[j] - first[i];
        }

        Array.Sort(differences);
        var spread = Normal.Z95 * Math.Sqrt(m * (double)n * (m + n + 1) / 12);
        var rank = (int)Math.Max(1, Math.Floor((m * (double)n / 2) - spread));
        return new Interval(
            Order.QuantileOfSorted(differences, 0.5),
            differences[rank - 1],
            differences[differences.Length - rank]
        );
    }
}
