namespace Weir.Analysis.Statistics;

/// <summary>Which of many p-values stand out when a share of false discoveries is accepted (Y. Benjamini, Y. Hochberg, 1995).</summary>
public static class BenjaminiHochberg
{
    /// <param name="pValues">NaN for none.</param>
    /// <param name="rate">The accepted share, as 0.05.</param>
    public static bool[] Discoveries(ReadOnlySpan<double> pValues, double rate)
    {
        var sorted = Order.Sorted(pValues);
        var limit = double.NegativeInfinity;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] <= rate * (i + 1) / sorted.Length)
                limit = sorted[i];
        }

        var found = new bool[pValues.Length];
        for (var i = 0; i < found.Length; i++)
            found[i] = pValues[i] <= limit;
        return found;
    }
}
