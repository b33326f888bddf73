using Weir.Analysis.Runs;
using Weir.Analysis.Runs.Comparing;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Analysis.Runs.Comparing;

public sealed class RunComparisonTests
{
    [Fact]
    public void The_rate_saturates_where_more_clients_add_nothing()
    {
        Assert.Equal(
            [
                "f: the global rate grows up to 5 clients (409.6 MB/s), where it saturates; 10 clients only share it (392.3 MB/s, −4 %)",
                "f: a client has 148.4 MB/s among 1 and 39.2 MB/s among 10: 26 % of it",
                "f: 10 clients shared the rate equally (fairness 1.000); the slowest took 1.00 times the median",
            ],
            Sentences(Run(1, 148.4), Run(5, 409.6), Run(10, 392.3))
        );
    }

    [Fact]
    public void A_rate_that_still_grows_has_no_saturation()
    {
        Assert.StartsWith(
            "f: the global rate still grows at 10 clients (100.0 MB/s); no saturation was seen",
            Sentences(Run(1, 10), Run(10, 100))[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_client_may_saturate_it()
    {
        Assert.StartsWith(
            "f: 1 client already saturates it (100.0 MB/s); 10 clients together have 50.0 MB/s (−50 %)",
            Sentences(Run(1, 100), Run(10, 50))[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Confidence_is_told_from_six_rounds_on()
    {
        double[] rates = [100, 102, 98, 101, 99, 100];

        Assert.Null(Assert.Single(Groups([.. rates[..5].Select(rate => Run(1, rate))])).GlobalRate!.Value.HalfWidth);
        var group = Assert.Single(Groups([.. rates.Select(rate => Run(1, rate))]));
        // t(0.975; 5) × √2 ÷ √6
        Assert.Equal(2.571 * Math.Sqrt(2) / Math.Sqrt(6), group.GlobalRate!.Value.HalfWidth!.Value / 8e6, 3);
    }

    [Fact]
    public void Many_rounds_have_nearly_the_quantile_of_the_normal_distribution()
    {
        var interval = MeanInterval.Of([.. Enumerable.Range(0, 61).Select(i => (double)(i % 2))]);
        var deviation = Math.Sqrt(31 * 30 / 61.0 / 60);

        Assert.Equal(2.000, interval.HalfWidth!.Value / (deviation / Math.Sqrt(61)), 0.003);
    }

    [Fact]
    public void Clients_without_the_file_are_told()
    {
        var bad = Run(2, 10);
        var sentences = Sentences(bad with { Ok = 1, Failed = 1 }, bad);

        Assert.Equal("f: 1 of 4 clients have not the right file", sentences[^1]);
    }

    [Fact]
    public void An_uneven_share_is_called_so()
    {
        Assert.Contains("shared the rate very unevenly (fairness 0.500)", Sentences(Run(2, 10) with { Jain = 0.5 })[0]);
    }

    [Fact]
    public void Runs_without_a_name_of_their_file_go_by_its_size()
    {
        var groups = Groups(
            Run(1, 10) with
            {
                File = null,
                Bytes = 1_000_000,
            },
            Run(1, 10) with
            {
                File = null,
                Bytes = 2_000_000,
            }
        );

        Assert.Equal(["1 MB", "2 MB"], groups.Select(group => group.File));
    }

    private static IReadOnlyList<RunGroup> Groups(params RunRecord[] runs) => RunGroup.Of(runs);

    private static IReadOnlyList<string> Sentences(params RunRecord[] runs) =>
        RunComparison.Sentences(RunGroup.Of(runs));

    /// <summary>All of its clients took as long.</summary>
    private static RunRecord Run(int clients, double megabytesPerSecond) =>
        RunSummary
            .Of(
                SampleRuns.Heading(),
                [
                    .. Enumerable
                        .Range(1, clients)
                        .Select(client => SampleRuns.Client($"{client}", seconds: clients / megabytesPerSecond)),
                ]
            )
            .Run;
}
