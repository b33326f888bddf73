using Weir.Analysis.Observations;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage.Rollups;

namespace Weir.UnitTests.Collector.Storage;

public sealed class RollupCodecTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null, 0)]
    [InlineData(0L, null, 0L, 1000)]
    [InlineData(3L, 4L, 7L, 2000)]
    public void Retransmits_are_read_as_they_were_written(long? one, long? other, long? sum, long bytes)
    {
        var summary = new Summary();
        summary.Add(Transfer(one));
        summary.Add(Transfer(other));

        var read = RollupCodec.Read(RollupCodec.Write(summary));

        Assert.Equal((sum, bytes), (read.Retransmits, read.RetransmitBytes));
        Assert.Equal(summary.Counts, read.Counts);
        Assert.Equal(summary.Throughput.Quantile(0.5), read.Throughput.Quantile(0.5));
        Assert.Equal(summary.Counts, RollupRecord.Of(new Rollup("a", "t", At, summary)).ToRollup().Summary.Counts);
    }

    [Fact]
    public void What_a_store_of_the_first_version_holds_is_read_and_tells_no_retransmits()
    {
        // 5 downloads with a failure and 10 bytes, 2 probes with 20 packets and 1 loss; five empty distributions.
        byte[] bytes = [1, 5, 1, 10, 2, 20, 1, 0, 0, 0, 0, 0];

        Assert.Equal(new SummaryCounts(5, 1, 10, 2, 20, 1), RollupCodec.Read(bytes).Counts);
    }

    [Fact]
    public void More_retransmits_than_can_be_counted_can_be_read_again()
    {
        var summary = new Summary();
        summary.Add(Transfer(long.MaxValue));
        summary.Add(Transfer(1));

        Assert.Equal(long.MaxValue - 1, RollupCodec.Read(RollupCodec.Write(summary)).Retransmits);
    }

    [Fact]
    public void What_a_later_version_wrote_is_refused() =>
        Assert.Throws<InvalidDataException>(() => RollupCodec.Read([3, 0, 0]));

    private static Observation Transfer(long? retransmits) =>
        new()
        {
            Agent = "a",
            Target = "t",
            At = At,
            Kind = ObservationKind.Transfer,
            IsOk = true,
            Bytes = 1000,
            Throughput = 8e6,
            Retransmits = retransmits,
        };
}
