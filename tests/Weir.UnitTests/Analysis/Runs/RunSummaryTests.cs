using Weir.Analysis.Runs;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Analysis.Runs;

public sealed class RunSummaryTests
{
    [Fact]
    public void A_run_sums_up_its_clients()
    {
        var run = RunSummary
            .Of(SampleRuns.Heading(), [SampleRuns.Client("1", seconds: 2), SampleRuns.Client("2", seconds: 4, late: 1)])
            .Run;

        Assert.Equal(("lab3", "f", 2, 1_000_000L), (run.Id, run.File, run.Clients, run.Bytes));
        Assert.Equal((2, 0, 0), (run.Ok, run.Failed, run.Corrupt));
        Assert.Equal(TimeSpan.FromSeconds(4), run.Slowest);
        Assert.Equal(8 * 2e6 / 4, run.GlobalRate!.Value.BitsPerSecond);
        Assert.Equal(8 * 2e6 / 5, run.AggregateRate!.Value.BitsPerSecond);
        Assert.Equal(TimeSpan.FromMilliseconds(3), run.StartSpread);
        Assert.Equal(
            new RunDurations
            {
                P50 = TimeSpan.FromSeconds(2),
                P95 = null,
                Max = TimeSpan.FromSeconds(4),
            },
            run.Duration
        );
        Assert.Equal(0.9, run.Jain!.Value, 12);
    }

    [Fact]
    public void A_client_without_the_file_counts_and_adds_nothing_to_the_rates()
    {
        var run = RunSummary
            .Of(
                SampleRuns.Heading(),
                [
                    SampleRuns.Client("1", seconds: 2),
                    SampleRuns.Client("2", seconds: 9) with
                    {
                        Outcome = TransferOutcome.Failed,
                        Bytes = 10,
                    },
                    SampleRuns.Client("3", seconds: 9) with
                    {
                        Outcome = TransferOutcome.Corrupt,
                    },
                    SampleRuns.Client("4", seconds: 9) with
                    {
                        Outcome = TransferOutcome.Cancelled,
                    },
                ]
            )
            .Run;

        Assert.Equal((4, 1, 2, 1), (run.Clients, run.Ok, run.Failed, run.Corrupt));
        Assert.Equal(TimeSpan.FromSeconds(2), run.Slowest);
        Assert.Equal(8 * 1e6 / 2, run.GlobalRate!.Value.BitsPerSecond);
    }

    [Fact]
    public void A_run_in_which_nobody_succeeded_has_no_rates()
    {
        var failed = SampleRuns.Client("1", seconds: 2) with { Outcome = TransferOutcome.Failed };
        var run = RunSummary.Of(SampleRuns.Heading(), [failed]).Run;

        Assert.Null(run.GlobalRate);
        Assert.Null(run.AggregateRate);
        Assert.Null(run.Slowest);
        Assert.Null(run.Duration);
        Assert.Null(run.Jain);
        Assert.Equal(1_000_000, run.Bytes);
    }

    [Fact]
    public void Clients_of_several_files_have_no_file_in_common()
    {
        var other = SampleRuns.Client("2", seconds: 1) with { File = "g", Bytes = 3_000_000 };
        var run = RunSummary.Of(SampleRuns.Heading(), [SampleRuns.Client("1", seconds: 2), other]).Run;

        Assert.Null(run.File);
        Assert.Equal(2_000_000, run.Bytes);
    }
}
