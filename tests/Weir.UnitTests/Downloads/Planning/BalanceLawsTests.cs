namespace Weir.UnitTests.Downloads.Planning;

/// <summary>How near the dynamic balance comes to the time that would be needed if all worked to the end.</summary>
public class BalanceLawsTests
{
    private const double Megabyte = 1e6;

    [Theory]
    [InlineData(256, 5)]
    [InlineData(256, 50)]
    [InlineData(1024, 20)]
    public void Unequal_sources_bring_at_least_97_percent_of_the_sum_of_their_rates(int mebibytes, int latency)
    {
        var size = (long)mebibytes << 20;
        var delay = TimeSpan.FromMilliseconds(latency);
        var network = new Network(
            size,
            new Server(10 * Megabyte) { Latency = delay },
            new Server(3 * Megabyte) { Latency = delay },
            new Server(1 * Megabyte) { Latency = delay }
        ).Run();

        Within(1.03, size / (14 * Megabyte), network.Elapsed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Source_that_falls_silent_at_half_costs_at_most_five_percent(int which)
    {
        const long Size = 256L << 20;
        double[] rates = [10, 10, 10];
        var network = new Network(
            Size,
            [.. rates.Select((r, i) => new Server(r * Megabyte) { SilentAfter = i == which ? 0.5 : null })]
        ).Run();

        var half = Size / 2.0;
        Within(1.05, (half / (30 * Megabyte)) + (half / (20 * Megabyte)), network.Elapsed);
    }

    [Theory]
    [InlineData(10, 3, 1)]
    [InlineData(5, 5, 5)]
    [InlineData(20, 1, 1)]
    public void Last_percent_takes_at_most_two_percent_of_the_time(int a, int b, int c)
    {
        var network = new Network(
            256L << 20,
            new Server(a * Megabyte),
            new Server(b * Megabyte),
            new Server(c * Megabyte)
        ).Run();

        Assert.True(
            network.Elapsed - network.AtNinetyNine <= network.Elapsed * 0.02,
            $"the last percent took {network.Elapsed - network.AtNinetyNine} of {network.Elapsed}"
        );
    }

    private static void Within(double factor, double idealSeconds, TimeSpan elapsed) =>
        Assert.True(
            elapsed.TotalSeconds <= idealSeconds * factor,
            $"{elapsed.TotalSeconds:0.000} s, ideal {idealSeconds:0.000} s: {elapsed.TotalSeconds / idealSeconds:0.000}"
        );
}
