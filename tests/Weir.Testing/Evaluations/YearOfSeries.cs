using System.Diagnostics;
using Weir.Analysis.Findings;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Testing.Evaluations;

/// <summary>How long a year of many series takes to analyse.</summary>
public static class YearOfSeries
{
    private const int PerQuarter = 3;
    private const int Quarters = 365 * Quarter.PerDay;

    /// <summary>Series with a value each five minutes, every other one with slow evenings.</summary>
    /// <returns>The time from values of five minutes to all findings, and the largest working set until then in bytes.</returns>
    public static (TimeSpan Time, long Memory) Measure(int series)
    {
        var first = Quarter.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var samples = Enumerable.Range(0, series).AsParallel().AsOrdered().Select(Samples).ToArray();
        var watch = Stopwatch.StartNew();
        var paths = samples.AsParallel().AsOrdered().Select((values, i) => Path($"agent-{i}", first, values)).ToList();
        var findings = Analyst.OfPaths(paths, Clocks.Of(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
        var time = watch.Elapsed;
        if (findings.Series.Count != series)
            throw new InvalidOperationException("A series is missing.");
        using var process = Process.GetCurrentProcess();
        return (time, process.PeakWorkingSet64);
    }

    private static PathSeries Path(string agent, long first, float[] samples)
    {
        var (quarters, values) = (new long[Quarters], new double[Quarters]);
        for (var i = 0; i < Quarters; i++)
        {
            quarters[i] = first + i;
            values[i] = Order.Median([
                samples[i * PerQuarter],
                samples[(i * PerQuarter) + 1],
                samples[(i * PerQuarter) + 2],
            ]);
        }

        return PathSeries.Of(
            agent,
            "target",
            [new MetricSeries(agent, "target", Metric.Rtt, samples.Length, quarters, values)]
        );
    }

    private static float[] Samples(int seed)
    {
        var random = new SeededRandom(seed);
        var values = new float[Quarters * PerQuarter];
        var drift = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            drift = (0.95 * drift) + (0.3 * random.NextNormal());
            var hour = i / 12 % 24;
            var evening = seed % 2 == 0 && hour is >= 18 and < 22 ? 15 : 0;
            values[i] = (float)(0.001 * (20 + evening + (0.6 * drift) + (0.3 * random.NextExponential())));
        }

        return values;
    }
}
