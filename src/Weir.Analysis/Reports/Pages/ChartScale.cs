namespace Weir.Analysis.Reports.Pages;

/// <summary>A vertical axis from zero to a round number above all values. Pure.</summary>
internal sealed class ChartScale
{
    private const int MostTicks = 5;

    private static readonly int[] Round = [1, 2, 5, 10];

    private ChartScale(double step, int ticks)
    {
        Top = step * ticks;
        Ticks = [.. Enumerable.Range(0, ticks + 1).Select(i => i * step)];
    }

    public double Top { get; }

    /// <summary>From zero to the top.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Steps of 1, 2 or 5 times a power of ten, five at most.</summary>
    public static ChartScale For(double largest)
    {
        if (!double.IsFinite(largest) || largest <= 0)
            return new ChartScale(1, 1);
        var raw = largest / MostTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = Round.Select(n => n * power).First(s => s * MostTicks >= largest * (1 - 1e-9));
        return new ChartScale(step, Math.Max(1, (int)Math.Ceiling((largest / step) - 1e-9)));
    }
}
