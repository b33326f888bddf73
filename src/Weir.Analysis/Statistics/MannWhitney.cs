namespace Weir.Analysis.Statistics;

/// <summary>Two samples by rank.</summary>
public static class MannWhitney
{
    /// <summary>
    /// The two-sided p-value that both come from one distribution: normal approximation with ties and continuity corrected
    /// (H. Mann and D. Whitney, 1947). 1 when either is empty.
    /// </summary>
    public static double PValue(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var (m, n) = (first.Length, second.Length);
        if (m == 0 || n == 0)
            return 1;
        var all = new (double Value, bool IsFirst)[m + n];
        for (var i = 0; i < m; i++)
            all[i] = (first[i], true);
        for (var i = 0; i < n; i++)
            all[m + i] = (second[i], false);
        Array.Sort(all, (a, b) => a.Value.CompareTo(b.Value));
        var (rankSum, ties) = (0.0, 0.0);
        for (var i = 0; i < all.Length; )
        {
            var end = i;
            while (end < all.Length && all[end].Value == all[i].Value)
                end++;
            var rank = (i + 1 + end) / 2.0;
            for (var k = i; k < end; k++)
                rankSum += all[k].IsFirst ? rank : 0;
            double count = end - i;
            ties += (count * count * count) - count;
            i = end;
        }

        var total = (double)(m + n);
        var variance = m * (double)n / 12 * (total + 1 - (ties / (total * (total - 1))));
        if (variance <= 0)
            return 1;
        var apart = Math.Abs(rankSum - (m * (m + 1) / 2.0) - (m * (double)n / 2));
        return Math.Min(1, 2 * Normal.Tail(Math.Max(0, apart - 0.5) / Math.Sqrt(variance)));
    }
}
