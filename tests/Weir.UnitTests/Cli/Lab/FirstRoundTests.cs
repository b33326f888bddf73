using Weir.Agent.Jobs;
using Weir.Cli.Lab;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Cli.Lab;

public sealed class FirstRoundTests
{
    private readonly FirstRound _round = new(targets: 2);

    [Fact]
    public void It_is_whole_when_each_target_was_measured_once()
    {
        var (download, probe) = (Transfer(TransferOutcome.Ok), Probe(ProbeOutcome.Ok));
        _round.Add(download);
        _round.Add(Transfer(TransferOutcome.Ok));
        Assert.False(_round.Whole.IsCompleted);
        _round.Add(probe);
        _round.Add(Probe(ProbeOutcome.Failed));

        Assert.True(_round.Whole.IsCompletedSuccessfully);
        Assert.Equal([download, probe], _round.Findings);
    }

    [Fact]
    public void A_run_that_did_not_start_is_no_measurement()
    {
        var (download, probe) = (Transfer(TransferOutcome.Failed), Probe(ProbeOutcome.Ok));
        _round.Add(Probe(ProbeOutcome.Overrun));
        _round.Add(Transfer(TransferOutcome.Overrun));
        Assert.Empty(_round.Findings);
        _round.Add(probe);
        _round.Add(download);

        Assert.Equal([probe, download], _round.Findings);
    }

    private static TransferFinding Transfer(TransferOutcome outcome) =>
        new(
            new TransferRecord
            {
                Id = $"{Guid.NewGuid()}",
                StartedAt = DateTimeOffset.UnixEpoch,
                Agent = "lab",
                Target = "file",
                Outcome = outcome,
            }
        );

    private static ProbeFinding Probe(ProbeOutcome outcome) =>
        new(
            new ProbeRecord
            {
                Id = $"{Guid.NewGuid()}",
                StartedAt = DateTimeOffset.UnixEpoch,
                Agent = "lab",
                Target = "reflector",
                Protocol = "stamp",
                Outcome = outcome,
            }
        );
}
