using Weir.Analysis.Statistics;

namespace Weir.Testing.Evaluations;

/// <summary>How often intervals that should hold the truth in 95 of 100 cases do, when values remember their past.</summary>
public static class Coverage
{
    private const int QuartersPerDay = 96;
    private const double Memory = 0.857;

    /// <summary>Of the median of four weeks.</summary>
    public static double OfMedians(int trials) =>
        Share(
            trials,
            seed => DayBootstrap.Median([.. Days(28, SeededRandom.For(seed, 1))], SeededRandom.For(seed, 2))!.Value,
            truth: 0
        );

    /// <summary>Of the difference between two weeks and the two weeks after them, which are 1 higher.</summary>
    public static double OfDifferences(int trials) =>
        Share(
            trials,
            seed =>
            {
                var days = Days(28, SeededRandom.For(seed, 3)).ToArray();
                double[] before = [.. days.Take(14).Select(day => Order.Median(day))];
                double[] after = [.. days.Skip(14).Select(day => Order.Median(day) + 1)];
                return HodgesLehmann.Shift(before, after)!.Value;
            },
            truth: 1
        );

    private static double Share(int trials, Func<int, Interval> interval, double truth) =>
        Enumerable.Range(1, trials).AsParallel().Count(seed => interval(seed).Contains(truth)) / (double)trials;

    /// <summary>AR(1) as strong as in the simulation, with symmetric heavy tails: the true median is 0.</summary>
    private static IEnumerable<double[]> Days(int count, SeededRandom random)
    {
        var state = random.NextNormal();
        for (var day = 0; day < count; day++)
        {
            var values = new double[QuartersPerDay];
            for (var i = 0; i < values.Length; i++)
            {
                state = (Memory * state) + (Math.Sqrt(1 - (Memory * Memory)) * random.NextNormal());
                var tail = random.Chance(0.05) ? random.NextPareto(1.3) : 0;
                values[i] = state + (random.Chance(0.5) ? tail : -tail);
            }

            yield return values;
        }
    }
}
