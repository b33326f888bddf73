using Weir.Analysis.Bands;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;

namespace Weir.UnitTests.Analysis.Bands;

public sealed class BandSeriesTests
{
    [Fact]
    public void A_percentile_is_told_only_when_enough_values_stand_behind_it()
    {
        var band = Of(1, 4, 59);

        Assert.Equal([1, 4, 59], band.N);
        Assert.DoesNotContain(null, band.P50);
        Assert.Equal([false, false, true], band.P25.Select(value => value is not null));
        Assert.Equal([false, false, true], band.P75.Select(value => value is not null));
        Assert.Equal([false, false, true], band.P05.Select(value => value is not null));
        Assert.Equal([false, false, true], band.P95.Select(value => value is not null));
    }

    [Fact]
    public void Percentiles_are_in_order()
    {
        var band = Of(60);

        double?[] values = [band.Min[0], band.P05[0], band.P25[0], band.P50[0], band.P75[0], band.P95[0], band.Max[0]];
        Assert.Equal(values.Order(), values);
    }

    [Fact]
    public void A_metric_without_values_is_no_series()
    {
        Assert.Null(BandSeries.Of(null, "t", Metric.Rtt, [(Samples.Start, new Summary())], TimeSpan.FromHours(1)));
    }

    private static BandSeries Of(params int[] counts) =>
        BandSeries.Of(
            null,
            "t",
            Metric.Throughput,
            counts.Select((count, i) => (Samples.Start.AddHours(i), Measured(count))),
            TimeSpan.FromHours(1)
        )!;

    private static Summary Measured(int count)
    {
        var summary = new Summary();
        for (var i = 0; i < count; i++)
            summary.Add(Samples.Transfer(Samples.Start, 1e6 * (i + 1)));
        return summary;
    }
}
