namespace Weir.Analysis.Statistics;

/// <summary>Counts of rare events.</summary>
public static class Poisson
{
    private const double Negligible = 1e-12;

    /// <summary>How often chance alone brings <paramref name="count"/> events or more where <paramref name="expected"/> are expected.</summary>
    public static double UpperTail(long count, double expected)
    {
        if (count <= 0)
            return 1;
        if (expected <= 0)
            return 0;
        if (count <= expected)
            return 1;
        // The first term in logarithms, each next one by its ratio, which is below 1 here.
        var log = -expected + (count * Math.Log(expected));
        for (var i = 2L; i <= count; i++)
            log -= Math.Log(i);
        var (sum, term, next) = (1.0, 1.0, count);
        while (term > Negligible * sum)
        {
            next++;
            term *= expected / next;
            sum += term;
        }

        return Math.Min(1, Math.Exp(log) * sum);
    }
}
