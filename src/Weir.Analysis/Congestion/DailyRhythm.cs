using Weir.Analysis.Statistics;

namespace Weir.Analysis.Congestion;

/// <summary>How strong the 24-hour wave is in a series, and whether chance makes one as strong.</summary>
/// <remarks>
/// The least-squares harmonic of each day around the day's median, values cut off at the day's own outliers; the mean of
/// all days' harmonics is the wave. Under chance the days' phases are independent of each other: turning each by a random
/// angle gives the distribution (the idea of the Rayleigh test, with amplitudes). A drift from day to day and gaps do not
/// matter. After the 24-hour peak of R. Fontugne, A. Shah and K. Cho, IMC 2020.
/// </remarks>
/// <param name="PeakToPeak">Of the wave, on the scale of badness.</param>
internal readonly record struct DailyRhythm(double PeakToPeak, double PValue)
{
    private const int Turns = 1999;
    private const int EnoughAbove = 30;

    public static DailyRhythm Of(ElevatedSteps steps, SeededRandom random)
    {
        var waves = steps.Days.Select(day => Wave(steps, day)).Where(wave => wave is not null).Select(w => w!.Value);
        var (sines, cosines) = (waves.Select(w => w.Sine).ToArray(), waves.Select(w => w.Cosine).ToArray());
        if (sines.Length == 0)
            return new DailyRhythm(0, 1);
        var actual = Math.Sqrt(Square(sines.Sum()) + Square(cosines.Sum()));
        var (above, turns) = (0, 0);
        while (turns < Turns && above < EnoughAbove)
        {
            var (sine, cosine) = (0.0, 0.0);
            for (var i = 0; i < sines.Length; i++)
            {
                var (s, c) = Math.SinCos(2 * Math.PI * random.NextDouble());
                sine += (c * sines[i]) - (s * cosines[i]);
                cosine += (s * sines[i]) + (c * cosines[i]);
            }

            above += Square(sine) + Square(cosine) >= Square(actual) ? 1 : 0;
            turns++;
        }

        return new DailyRhythm(2 * actual / sines.Length, (1.0 + above) / (1 + turns));
    }

    private static double Square(double value) => value * value;

    /// <summary>Null where the steps that were observed leave the wave open.</summary>
    private static (double Sine, double Cosine)? Wave(ElevatedSteps steps, int day)
    {
        var row = steps.Values.AsSpan(day * steps.StepsPerDay, steps.StepsPerDay);
        var sorted = Order.Sorted(row);
        var middle = Order.QuantileOfSorted(sorted, 0.5);
        var reach = 3 * (Order.QuantileOfSorted(sorted, 0.9) - Order.QuantileOfSorted(sorted, 0.1));
        var (ss, cc, sc, sx, cx) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (s1, c1, x1, n) = (0.0, 0.0, 0.0, 0);
        for (var step = 0; step < row.Length; step++)
        {
            if (double.IsNaN(row[step]))
                continue;
            var x = Math.Clamp(row[step] - middle, -reach, reach);
            var (s, c) = Math.SinCos(2 * Math.PI * step / row.Length);
            (ss, cc, sc, sx, cx) = (ss + (s * s), cc + (c * c), sc + (s * c), sx + (s * x), cx + (c * x));
            (s1, c1, x1, n) = (s1 + s, c1 + c, x1 + x, n + 1);
        }

        // Normal equations with the mean taken out.
        (ss, cc, sc) = (ss - (s1 * s1 / n), cc - (c1 * c1 / n), sc - (s1 * c1 / n));
        (sx, cx) = (sx - (s1 * x1 / n), cx - (c1 * x1 / n));
        var determinant = (ss * cc) - (sc * sc);
        return determinant < 0.01 * n * n / 4
            ? null
            : (((cc * sx) - (sc * cx)) / determinant, ((ss * cx) - (sc * sx)) / determinant);
    }
}
