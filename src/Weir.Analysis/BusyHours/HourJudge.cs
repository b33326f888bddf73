using Weir.Analysis.Hours;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.BusyHours;

/// <summary>Names the hour with the largest mean over days, with an interval from drawing whole days. Pure.</summary>
internal static class HourJudge
{
    public const string Version = "day-bootstrap/1";

    /// <summary>A working week, as in the time-consistent busy hour (ITU-T E.500 series).</summary>
    public const int DaysNeeded = 5;

    /// <summary>Below it on both sides, one of the other starts would be ahead in one draw of a hundred.</summary>
    private const double RivalShare = 0.01;

    private const double Certainty = 0.95;

    /// <param name="rows">For each day its values by start of the hour: 24 of them, or 96 for sliding ones; NaN for unknown.</param>
    public static HourVerdict Judge(IReadOnlyList<double[]> rows, SeededRandom random)
    {
        if (rows.Count < DaysNeeded)
            return HourVerdict.Insufficient(rows.Count);
        var starts = rows[0].Length;
        var whole = new int[rows.Count];
        Array.Fill(whole, 1);
        var means = new double[starts];
        Means(rows, whole, means);
        var counts = Enumerable.Range(0, starts).Select(i => rows.Count(row => !double.IsNaN(row[i]))).ToArray();
        for (var i = 0; i < starts; i++)
            means[i] = counts[i] >= DaysNeeded ? means[i] : double.NaN;
        var known = Enumerable.Range(0, starts).Where(i => !double.IsNaN(means[i])).ToList();
        if (known.Count < 2)
            return HourVerdict.Insufficient(Math.Min(DaysNeeded - 1, counts.OrderDescending().ElementAt(1)));

        var first = known.MaxBy(i => means[i]);
        var (ahead, winners, draw) = (new int[starts], new int[starts], new double[starts]);
        foreach (var weights in DayBootstrap.Weights(rows.Count, random))
        {
            Means(rows, weights, draw);
            var winner = first;
            foreach (var i in known)
            {
                ahead[i] += draw[i] >= draw[first] ? 1 : 0;
                winner = draw[i] > draw[winner] ? i : winner;
            }

            winners[winner]++;
        }

        var perHour = starts / HourProfile.HoursOfDay;
        // Starts of the very same hour by a quarter are no rivals but the same answer.
        var rivals = known
            .Where(i => Apart(i, first, starts) >= perHour && ahead[i] > RivalShare * DayBootstrap.Draws)
            .Select(i => i / perHour)
            .Distinct()
            .Where(hour => hour != first / perHour)
            .Order()
            .ToList();
        var byHour = new int[HourProfile.HoursOfDay];
        for (var i = 0; i < starts; i++)
            byHour[i / perHour] += winners[i];
        var (low, high) = Arc(byHour);
        return new HourVerdict(
            rivals.Count > 0 ? HourStatus.Undecided : HourStatus.Ok,
            first / perHour,
            TimeOnly.MinValue.AddMinutes(first * 60 / perHour),
            low,
            high,
            rivals,
            means[first],
            counts[first],
            0
        );
    }

    private static int Apart(int a, int b, int size) => Math.Min(Math.Abs(a - b), size - Math.Abs(a - b));

    private static void Means(IReadOnlyList<double[]> rows, int[] weights, double[] means)
    {
        Span<double> sums = stackalloc double[means.Length];
        Span<double> counts = stackalloc double[means.Length];
        sums.Clear();
        counts.Clear();
        for (var day = 0; day < rows.Count; day++)
        {
            double weight = weights[day];
            if (weight == 0)
                continue;
            ReadOnlySpan<double> row = rows[day];
            for (var i = 0; i < sums.Length; i++)
            {
                var value = row[i];
                if (double.IsNaN(value))
                    continue;
                sums[i] += weight * value;
                counts[i] += weight;
            }
        }

        for (var i = 0; i < means.Length; i++)
            means[i] = counts[i] > 0 ? sums[i] / counts[i] : double.NaN;
    }

    /// <summary>The shortest run of hours, across midnight too, that won in 95 of 100 draws.</summary>
    private static (int Low, int High) Arc(int[] winners)
    {
        var needed = Certainty * winners.Sum();
        for (var length = 1; length < winners.Length; length++)
        {
            var (best, most) = (-1, 0);
            for (var low = 0; low < winners.Length; low++)
            {
                var sum = 0;
                for (var i = 0; i < length; i++)
                    sum += winners[(low + i) % winners.Length];
                if (sum >= needed && sum > most)
                    (best, most) = (low, sum);
            }

            if (best >= 0)
                return (best, (best + length - 1) % winners.Length);
        }

        return (0, winners.Length - 1);
    }
}
