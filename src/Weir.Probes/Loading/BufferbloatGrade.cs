namespace Weir.Probes.Loading;

/// <summary>A letter for the latency that a load adds. Pure.</summary>
/// <remarks>Other sites use other limits, so the name of the scheme goes with the letter.</remarks>
public static class BufferbloatGrade
{
    /// <summary>The limits of the speed test of dslreports.com (its FAQ 17930).</summary>
    public const string Scheme = "dslreports";

    private static readonly (int Milliseconds, string Letter)[] Limits =
    [
        (5, "A+"),
        (30, "A"),
        (60, "B"),
        (200, "C"),
        (400, "D"),
    ];

    /// <param name="added">The median round trip under load, less the idle one.</param>
    public static string Of(TimeSpan added)
    {
        foreach (var (limit, letter) in Limits)
        {
            if (added.TotalMilliseconds < limit)
                return letter;
        }

        return "F";
    }
}
