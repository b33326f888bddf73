namespace Weir.Analysis.Statistics;

/// <summary>The normal and Student's distribution, as far as intervals need them.</summary>
public static class Normal
{
    /// <summary>The two-sided 95 % point.</summary>
    public const double Z95 = 1.959964;

    /// <summary>The chance of more than <paramref name="z"/> ≥ 0 (W. Cody's form of erfc by W. Press et al., error below 1.2e−7 relative).</summary>
    public static double Tail(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        double[] c =
        [
            -1.26551223,
            1.00002368,
            0.37409196,
            0.09678418,
            -0.18628806,
            0.27886807,
            -1.13520398,
            1.48851587,
            -0.82215223,
            0.17087277,
        ];
        var sum = 0.0;
        for (var i = c.Length - 1; i >= 0; i--)
            sum = (sum * t) + c[i];
        return 0.5 * t * Math.Exp((-x * x) + sum);
    }

    /// <summary>
    /// The two-sided 95 % point of Student's t (Cornish and Fisher's expansion; within 0.5 % from 3 degrees on).
    /// </summary>
    public static double Student95(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        const double z = Z95;
        double z3 = z * z * z,
            z5 = z3 * z * z,
            z7 = z5 * z * z;
        double d = degrees;
        return z
            + ((z3 + z) / (4 * d))
            + (((5 * z5) + (16 * z3) + (3 * z)) / (96 * d * d))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * z)) / (384 * d * d * d));
    }
}
