namespace Weir.Cli.Probing;

/// <summary>Round trips as a row of blocks. Pure.</summary>
internal static class Sparkline
{
    /// <summary>What stands for a packet that is lost.</summary>
    public const char Loss = '×';

    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <param name="values">At least 0; negative ones are losses.</param>
    /// <returns>The smallest value is the lowest block and the largest the highest; all alike, all are the lowest.</returns>
    public static string Of(ReadOnlySpan<long> values)
    {
        var (least, most) = (long.MaxValue, 0L);
        foreach (var value in values)
        {
            if (value >= 0)
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        var line = new char[values.Length];
        for (var i = 0; i < line.Length; i++)
        {
            line[i] =
                values[i] < 0 ? Loss
                : most <= least ? Blocks[0]
                : Blocks[(int)((values[i] - least) * (Blocks.Length - 1) / (most - least))];
        }

        return new string(line);
    }
}
