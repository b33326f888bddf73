using Weir.Analysis.Statistics;

namespace Weir.Analysis.Congestion;

/// <summary>
/// Whether steps are elevated at the same time of the day more often than chance would have it.
/// </summary>
/// <remarks>
/// <para>
/// Each step of the day has the share of observed days on which it, or a neighbour, was elevated. The statistic is the
/// largest share. Its distribution without any recurrence comes from the data: each day is rotated by a random offset,
/// which keeps what hangs together within a day, and breaks what days have in common.
/// </para>
/// <para>
/// Sampling ends early once as many rotations as <see cref="EnoughAbove"/> came out as large (Besag and Clifford, 1991).
/// </para>
/// </remarks>
internal sealed class RecurrenceTest
{
    public const int Rotations = 999;
    private const int EnoughAbove = 30;

    /// <summary>A step that was observed on fewer days says nothing.</summary>
    private const double LeastObservedShare = 0.25;

    private readonly ElevatedSteps _steps;
    private readonly int _reach;
    private readonly double _leastObserved;
    private readonly double[] _null;

    private RecurrenceTest(ElevatedSteps steps, SeededRandom random)
    {
        _steps = steps;
        _reach = steps.StepsPerDay > 24 ? 1 : 0;
        _leastObserved = Math.Max(4, LeastObservedShare * steps.Days.Length);
        Shares = ActualShares();
        Peak = Shares.Where(share => !double.IsNaN(share)).DefaultIfEmpty(0).Max();
        _null = Rotate(random);
    }

    /// <summary>For each step of the day; NaN where it was observed too rarely.</summary>
    public double[] Shares { get; }

    public double Peak { get; }

    public static RecurrenceTest Of(ElevatedSteps steps, SeededRandom random) => new(steps, random);

    /// <summary>How often chance alone makes a peak of this share.</summary>
    public double PValue(double share) => (1.0 + _null.Count(value => value >= share - 1e-12)) / (1 + _null.Length);

    private double[] ActualShares()
    {
        var size = _steps.StepsPerDay;
        var (elevated, observed) = (new int[size], new int[size]);
        foreach (var day in _steps.Days)
        {
            for (var step = 0; step < size; step++)
            {
                elevated[step] += _steps.IsElevated[(day * size) + step] ? 1 : 0;
                observed[step] += _steps.IsObserved[(day * size) + step] ? 1 : 0;
            }
        }

        var shares = new double[size];
        for (var step = 0; step < size; step++)
            shares[step] = Share(elevated, observed, step);
        return shares;
    }

    private double Share(int[] elevated, int[] observed, int step)
    {
        var (above, all) = (0, 0);
        for (var near = -_reach; near <= _reach; near++)
        {
            var at = (step + near + elevated.Length) % elevated.Length;
            above += elevated[at];
            all += observed[at];
        }

        return all >= _leastObserved * ((2 * _reach) + 1) ? (double)above / all : double.NaN;
    }

    private double[] Rotate(SeededRandom random)
    {
        var size = _steps.StepsPerDay;
        var rows = _steps
            .Days.Select(day =>
                (
                    Elevated: Places(_steps.IsElevated.AsSpan(day * size, size)),
                    Observed: Places(_steps.IsObserved.AsSpan(day * size, size))
                )
            )
            .ToArray();
        if (rows.All(row => row.Elevated.Length == 0))
            return [0];

        // Where all but everything was observed, rotating what was observed changes nothing but the time it takes.
        var isWhole = rows.Sum(row => (double)row.Observed.Length) >= 0.9 * size * rows.Length;
        var (elevated, observed) = (new int[size], new int[size]);
        if (isWhole)
            Array.Fill(
                observed,
                (int)Math.Round(rows.Average(row => (double)row.Observed.Length) / size * rows.Length)
            );
        var maxima = new List<double>(Rotations);
        var above = 0;
        while (maxima.Count < Rotations && above < EnoughAbove)
        {
            Array.Clear(elevated);
            if (!isWhole)
                Array.Clear(observed);
            foreach (var row in rows)
            {
                var offset = random.Next(size);
                Count(elevated, row.Elevated, offset);
                if (!isWhole)
                    Count(observed, row.Observed, offset);
            }

            var most = 0.0;
            for (var step = 0; step < size; step++)
            {
                var share = Share(elevated, observed, step);
                most = share > most ? share : most;
            }

            maxima.Add(most);
            above += most >= Peak ? 1 : 0;
        }

        return [.. maxima];
    }

    private static void Count(int[] counts, int[] places, int offset)
    {
        foreach (var place in places)
        {
            var at = place + offset;
            counts[at < counts.Length ? at : at - counts.Length]++;
        }
    }

    private static int[] Places(ReadOnlySpan<bool> row)
    {
        var places = new List<int>();
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i])
                places.Add(i);
        }

        return [.. places];
    }
}
