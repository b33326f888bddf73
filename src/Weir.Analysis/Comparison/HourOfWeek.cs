using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Comparison;

/// <summary>One of the 168 hours of a local week.</summary>
/// <param name="Median">In the unit of the metric; null without values.</param>
/// <param name="Count">Weeks with a value.</param>
/// <param name="Exposure">Hours of this kind that existed in the period.</param>
/// <param name="PValue">That it is no worse than the others; null where too little is known.</param>
/// <param name="IsWorse">It stands out among all hours at a false discovery rate of 5 %.</param>
public sealed record HourOfWeekCell(
    DayOfWeek Day,
    int Hour,
    double? Median,
    int Count,
    double Exposure,
    double? PValue,
    bool IsWorse
);

/// <summary>The hours of the week, and which of them are worse than chance would have it. Pure.</summary>
/// <remarks>
/// The statistic is the mean over weeks of an hour's badness, above the day's own floor. Without any rhythm each week might as
/// well begin at another hour: rotating each week gives the distribution, which all hours share. Discoveries are those of
/// Benjamini and Hochberg.
/// </remarks>
public static class HourOfWeek
{
    public const int WeeksNeeded = 4;
    public const int Hours = 7 * 24;
    private const int Rotations = 199;
    private const double Rate = 0.05;

    /// <summary>168 cells from Monday on.</summary>
    public static IReadOnlyList<HourOfWeekCell> Of(MetricSeries series, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(calendar);
        var grid = DayGrid.Of(calendar, series.Quarters, series.Badness());
        var first = ((int)calendar.FirstDay.DayOfWeek + 6) % 7;
        var weeks = (first + grid.Days + 6) / 7;
        var (levels, above) = (Rows(weeks), Rows(weeks));
        var exposure = new double[Hours];
        for (var day = 0; day < grid.Days; day++)
        {
            var floor = Congestion.DayBaseline.Of(grid.Row(day), series.Metric).Level;
            for (var hour = 0; hour < 24; hour++)
            {
                var cell = ((first + day) % 7 * 24) + hour;
                var level = Order.Median(grid.Row(day).Slice(hour * Quarter.PerHour, Quarter.PerHour));
                levels[(first + day) / 7][cell] = level;
                above[(first + day) / 7][cell] = level - floor;
                for (var i = 0; i < Quarter.PerHour; i++)
                    exposure[cell] += calendar.Existing[(day * Quarter.PerDay) + (hour * Quarter.PerHour) + i] / 4.0;
            }
        }

        var counts = Enumerable.Range(0, Hours).Select(i => levels.Count(w => !double.IsNaN(w[i]))).ToArray();
        var p = counts.Count(count => count >= WeeksNeeded) * 2 < Hours ? null : PValues(above, counts);
        var worse = p is null ? new bool[Hours] : BenjaminiHochberg.Discoveries(p, Rate);
        return
        [
            .. Enumerable
                .Range(0, Hours)
                .Select(i => new HourOfWeekCell(
                    (DayOfWeek)(((i / 24) + 1) % 7),
                    i % 24,
                    counts[i] == 0
                        ? null
                        : MetricRules.FromBadness(series.Metric, Order.Median([.. levels.Select(week => week[i])])),
                    counts[i],
                    exposure[i],
                    p is null || double.IsNaN(p[i]) ? null : p[i],
                    worse[i]
                )),
        ];
    }

    private static double[][] Rows(int weeks)
    {
        var rows = new double[weeks][];
        for (var week = 0; week < weeks; week++)
        {
            rows[week] = new double[Hours];
            Array.Fill(rows[week], double.NaN);
        }

        return rows;
    }

    private static double[] PValues(double[][] weeks, int[] counts)
    {
        // Ranks would do; cutting off the extremes keeps the size of what is left.
        var most = Order.Quantile([.. weeks.SelectMany(week => week)], 0.99);
        var actual = Means(weeks, new int[weeks.Length], most);
        var random = SeededRandom.For(weeks.Length, 6);
        var chance = new List<double>(Rotations * Hours);
        var offsets = new int[weeks.Length];
        for (var i = 0; i < Rotations; i++)
        {
            for (var week = 0; week < offsets.Length; week++)
                offsets[week] = random.Next(Hours);
            chance.AddRange(Means(weeks, offsets, most).Where(mean => !double.IsNaN(mean)));
        }

        double[] sorted = [.. chance.Order()];
        var p = new double[Hours];
        for (var i = 0; i < Hours; i++)
        {
            var place = Array.BinarySearch(sorted, actual[i] - 1e-12);
            place = place < 0 ? ~place : place;
            p[i] = counts[i] < WeeksNeeded ? double.NaN : (1.0 + sorted.Length - place) / (1 + sorted.Length);
        }

        return p;
    }

    private static double[] Means(double[][] weeks, int[] offsets, double most)
    {
        var (sums, counts) = (new double[Hours], new int[Hours]);
        for (var week = 0; week < weeks.Length; week++)
        {
            for (var i = 0; i < Hours; i++)
            {
                var value = weeks[week][i];
                if (double.IsNaN(value))
                    continue;
                var at = (i + offsets[week]) % Hours;
                sums[at] += Math.Min(value, most);
                counts[at]++;
            }
        }

        for (var i = 0; i < Hours; i++)
            sums[i] = counts[i] >= WeeksNeeded / 2 ? sums[i] / counts[i] : double.NaN;
        return sums;
    }
}
