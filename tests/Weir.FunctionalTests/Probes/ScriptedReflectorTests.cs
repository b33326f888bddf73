using Weir.Measurements.Records;
using Weir.Probes.Probing;

namespace Weir.FunctionalTests.Probes;

/// <summary>What a probe counts, beside the truth of a reflector that shares no code with it.</summary>
public sealed class ScriptedReflectorTests
{
    private const int Packets = 2000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Losses_copies_and_reordering_are_counted_exactly(int seed)
    {
        var script = Script(new Random(seed));
        using var reflector = new ScriptedReflector(script);
        var record = await ProbeAsync(reflector.Port);

        var truth = Truth(script, reflector.Sent);
        Assert.Equal(truth.Lost, (record.LostForward, record.LostBackward));
        Assert.Equal(truth.Duplicates, record.Duplicates);
        Assert.Equal(truth.Reordered, record.Reordered);
        Assert.Equal(truth.LongestRun, record.LossRuns!.Longest);
        Assert.Equal((Packets, 0), (record.Sent, record.Late));
        Assert.Equal(record.Lost, record.LostForward + record.LostBackward);
        Assert.Equal(record.Sent, record.Received + record.Lost);
        Assert.Equal(record.Received, record.Rtt!.Histogram.Sum(bucket => bucket.Count));
    }

    [Fact]
    public async Task A_clock_that_is_an_hour_ahead_changes_no_number_but_the_absolute_ones()
    {
        using var reflector = new ScriptedReflector(
            [.. Enumerable.Repeat(new ScriptLine(), Packets)],
            TimeSpan.FromHours(1)
        );
        var record = await ProbeAsync(reflector.Port);

        Assert.Equal((Packets, 0, ClockRelation.Unsynchronized), (record.Received, record.Lost, record.Clocks));
        Assert.Equal((0, 0), (record.Forward!.Min, record.Backward!.Min));
        Assert.InRange(record.Forward.P50!.Value, 0, 1);
        Assert.Null(record.ClockStep);
    }

    /// <summary>Everything happens, the first and the last packet apart, so that no loss is out of sight.</summary>
    private static ScriptLine[] Script(Random random) =>
        [
            .. Enumerable
                .Range(0, Packets)
                .Select(n =>
                    n is 0 or Packets - 1
                        ? new ScriptLine()
                        : random.Next(20) switch
                        {
                            0 => new ScriptLine(CopiesForward: 0),
                            1 => new ScriptLine(CopiesBackward: 0),
                            2 => new ScriptLine(CopiesForward: 2),
                            3 => new ScriptLine(CopiesBackward: 3),
                            4 => new ScriptLine(CopiesForward: 2, CopiesBackward: 2),
                            5 when n < Packets - 20 => new ScriptLine(HeldFor: random.Next(1, 8)),
                            6 when n < Packets - 20 => new ScriptLine(CopiesBackward: 2, HeldFor: 3),
                            _ => new ScriptLine(),
                        }
                ),
        ];

    private static ((long?, long?) Lost, long Duplicates, long Reordered, long LongestRun) Truth(
        ScriptLine[] script,
        List<uint> sent
    )
    {
        var lost = (
            script.LongCount(line => line.CopiesForward == 0),
            script.LongCount(line => line.CopiesBackward == 0)
        );
        var (reordered, next) = (0L, 0L);
        foreach (var number in sent.Distinct())
        {
            reordered += number < next ? 1 : 0;
            next = Math.Max(next, number + 1L);
        }

        var (run, longest) = (0L, 0L);
        foreach (var line in script)
        {
            run = line.CopiesForward * line.CopiesBackward == 0 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return (lost, sent.Count - sent.Distinct().Count(), reordered, longest);
    }

    private static Task<ProbeRecord> ProbeAsync(int port) =>
        new Prober(
            new ProbeTarget(ProbeProtocol.Stamp, "127.0.0.1", port),
            new ProbeOptions
            {
                Agent = "here",
                Count = Packets,
                Interval = TimeSpan.FromMicroseconds(200),
            },
            TimeProvider.System
        ).RunAsync(TestContext.Current.CancellationToken);
}
