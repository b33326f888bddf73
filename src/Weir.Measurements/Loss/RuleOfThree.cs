namespace Weir.Measurements.Loss;

/// <summary>What it means that nothing was lost. Pure.</summary>
public static class RuleOfThree
{
    /// <summary>
    /// When none of <paramref name="count"/> independent packets was lost, the loss ratio is below 3/n with 95 % confidence
    /// (Hanley and Lippman-Hand, 1983: (1 − p)^n = 0.05 gives p ≈ 3/n). Null when that says nothing: below 4 packets.
    /// </summary>
    public static double? UpperBound(long count) => count > 3 ? 3.0 / count : null;
}
