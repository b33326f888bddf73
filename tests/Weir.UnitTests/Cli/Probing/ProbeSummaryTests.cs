using Weir.Cli.Probing;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Probing;

public sealed class ProbeSummaryTests
{
    private static readonly ProbeRecord Lossy = new()
    {
        Id = "1",
        StartedAt = DateTimeOffset.UnixEpoch,
        Agent = "a",
        Target = "10.0.0.1:862",
        Sent = 120,
        Received = 115,
        Lost = 5,
        LostForward = 2,
        LostBackward = 1,
        Late = 1,
        LossRatio = 5 / 120.0,
        Duplicates = 3,
        Reordered = 4,
        Rtt = Spread(0.020, 0.0001),
        Forward = Spread(0, 0.00003),
        Backward = Spread(0, 0.00004),
        Jitter = TimeSpan.FromMicroseconds(123),
        JitterForward = TimeSpan.FromMicroseconds(45.6),
        JitterBackward = TimeSpan.FromMicroseconds(7.8),
        Clocks = ClockRelation.Unsynchronized,
        SendRate = new BitRate(48_000),
        Throughput = new BitRate(46_000),
        Outcome = ProbeOutcome.Ok,
    };

    [Fact]
    public void A_path_with_losses_is_told_in_full() => AssertGolden("Lossy.txt", Lossy);

    [Fact]
    public void An_echo_server_tells_no_directions() =>
        AssertGolden(
            "Echo.txt",
            Lossy with
            {
                Forward = null,
                Backward = null,
                JitterForward = null,
                JitterBackward = null,
                LostForward = null,
                LostBackward = null,
                Clocks = null,
            }
        );

    [Fact]
    public void That_nothing_was_lost_is_worth_so_much() =>
        AssertGolden(
            "Whole.txt",
            Lossy with
            {
                Received = 120,
                Lost = 0,
                Late = 0,
                LostForward = 0,
                LostBackward = 0,
                Clocks = ClockRelation.Synchronized,
            }
        );

    [Fact]
    public void Silence_is_told_in_two_lines() =>
        AssertGolden(
            "Silent.txt",
            new ProbeRecord
            {
                Id = "1",
                StartedAt = DateTimeOffset.UnixEpoch,
                Agent = "a",
                Target = "t",
                Sent = 10,
                Lost = 10,
                LossRatio = 1,
                Outcome = ProbeOutcome.Failed,
            }
        );

    [Fact]
    public void Several_clients_have_a_row_each_and_one_distribution() =>
        AssertGolden(
            "Clients.txt",
            Lossy with
            {
                Client = "1",
            },
            Lossy with
            {
                Client = "2",
                Rtt = null,
                Jitter = null,
                Throughput = null,
                Sent = 3,
                Received = 0,
                Lost = 3,
                Outcome = ProbeOutcome.Failed,
            }
        );

    private static void AssertGolden(string name, params ProbeRecord[] records)
    {
        var text = new StringWriter { NewLine = "\n" };
        ProbeSummary.Print(text, records);

        Assert.Equal(Golden.Expected(name, text.ToString()), text.ToString());
    }

    private static DistributionRecord Spread(double from, double step) =>
        Distribution.Of(Enumerable.Range(0, 300).Select(i => from + (i * step))).ToRecord()!;
}
