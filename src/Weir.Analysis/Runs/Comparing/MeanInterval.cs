namespace Weir.Analysis.Runs.Comparing;

/// <summary>A mean and how far the true one may lie from it. Pure.</summary>
/// <param name="Mean">Of all values.</param>
/// <param name="HalfWidth">Of the 95 % confidence interval; null below six values, where it says too little.</param>
public readonly record struct MeanInterval(double Mean, double? HalfWidth)
{
    /// <summary>Fewer values make an interval that is mostly a statement about their number.</summary>
    public const int ValuesNeeded = 6;

    /// <summary>Student's t for 0.975, from five degrees of freedom to twenty.</summary>
    private static readonly double[] StudentT =
    [
        2.571,
        2.447,
        2.365,
        2.306,
        2.262,
        2.228,
        2.201,
        2.179,
        2.160,
        2.145,
        2.131,
        2.120,
        2.110,
        2.101,
        2.093,
        2.086,
    ];

    /// <summary>Mean ± t·s/√n, which supposes values that are independent and roughly normal.</summary>
    /// <param name="values">At least one.</param>
    public static MeanInterval Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        if (values.Count < ValuesNeeded)
            return new MeanInterval(mean, null);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new MeanInterval(mean, Quantile(values.Count - 1) * deviation / Math.Sqrt(values.Count));
    }

    /// <summary>Beyond the table the first term of the Cornish–Fisher expansion, (z³ + z) ÷ 4ν: right to 0.003.</summary>
    private static double Quantile(int freedom)
    {
        const double Normal = 1.95996;
        var i = freedom - (ValuesNeeded - 1);
        return i < StudentT.Length ? StudentT[i] : Normal + (((Normal * Normal * Normal) + Normal) / (4 * freedom));
    }
}
