namespace Weir.Analysis.Series;

/// <summary>Quarters of an hour since the epoch: the unit of time of series.</summary>
public static class Quarter
{
    public const int PerHour = 4;
    public const int PerDay = 96;

    private const long Seconds = 900;

    public static long Of(DateTimeOffset at) =>
        Math.DivRem(at.ToUnixTimeSeconds(), Seconds, out var rest) - (rest < 0 ? 1 : 0);

    public static DateTimeOffset Start(long quarter) => DateTimeOffset.FromUnixTimeSeconds(quarter * Seconds);
}
