using System.Text;
using Weir.Analysis.Observations;

namespace Weir.UnitTests.Analysis.Observations;

public sealed class ObservationReaderTests
{
    [Fact]
    public void A_transfer_says_what_it_brought_without_what_was_there_before()
    {
        var read = Read("transfer", """{"bytes":1000,"resumed_bytes":400,"duration_s":2,"response_s":0.5}""")!;

        Assert.Equal(600, read.Bytes);
        Assert.Equal(2400, read.Throughput);
        Assert.Equal(2, read.Duration);
        Assert.Equal(0.5, read.Response);
    }

    [Fact]
    public void Absent_and_null_are_unknown()
    {
        var read = Read("transfer", """{"duration_s":null,"throughput_bps":null}""")!;

        Assert.Equal(0, read.Bytes);
        Assert.Null(read.Throughput);
        Assert.Null(read.Duration);
    }

    [Theory]
    [InlineData("""{"bytes":1000,"retransmits":7,"sources":[{"tcp":{"out_of_order":3}}]}""", 7)]
    [InlineData("""{"bytes":1000,"sources":[{"tcp":{"out_of_order":3}},{"tcp":null},{"tcp":{"out_of_order":4}}]}""", 7)]
    [InlineData("""{"bytes":1000,"sources":[{"tcp":{"out_of_order":-3}},7,{"tcp":"x"}]}""", null)]
    [InlineData("""{"bytes":1000,"sources":null}""", null)]
    public void Retransmits_are_the_senders_or_what_the_receiver_saw_of_them(string record, int? expected) =>
        Assert.Equal(expected, Read("transfer", record)!.Retransmits);

    [Fact]
    public void A_probe_brings_its_histogram()
    {
        var read = Read(
            "probe",
            """{"sent":10,"lost":1,"rtt_s":{"min":0.01,"mean":0.011,"max":0.02,"histogram":[[-210,8],[-208,1]]}}"""
        )!;

        Assert.Equal((10, 1), (read.Sent, read.Lost));
        Assert.Equal(9, read.Rtt!.Count);
        Assert.Equal(0.011, read.Rtt.Moments.Mean);
    }

    [Fact]
    public void A_distribution_without_histogram_counts_as_its_mean_once()
    {
        Assert.Equal(1, Read("probe", """{"sent":10,"rtt_s":{"mean":0.011}}""")!.Rtt!.Count);
    }

    [Theory]
    [InlineData("transfer", """{"bytes":"many"}""", "bytes is not a number from 0 to 1000000000000000")]
    [InlineData("transfer", """{"duration_s":-1}""", "duration_s is not a number from 0 to 1000000000000000")]
    [InlineData(
        "transfer",
        """{"throughput_bps":1e400}""",
        "throughput_bps is not a number from 0 to 1000000000000000"
    )]
    [InlineData("probe", """{"sent":1.5}""", "sent is not a whole number from 0 to 1000000000")]
    [InlineData("probe", """{"sent":1,"lost":2}""", "lost is more than sent")]
    [InlineData("probe", """{"rtt_s":{"mean":1e300}}""", "rtt_s holds a number that cannot be")]
    [InlineData("probe", """{"rtt_s":{"min":2,"max":1}}""", "rtt_s holds a number that cannot be")]
    [InlineData(
        "probe",
        """{"rtt_s":{"histogram":[[99999,1]]}}""",
        "rtt_s is not a distribution: min, mean, … and histogram as [[bucket,count]]"
    )]
    [InlineData(
        "probe",
        """{"rtt_s":5}""",
        "rtt_s is not a distribution: min, mean, … and histogram as [[bucket,count]]"
    )]
    public void What_cannot_be_is_told(string kind, string json, string problem)
    {
        Assert.Null(Read(kind, json, out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void An_outcome_that_nobody_knows_is_told()
    {
        Assert.True(RecordFields.TryRead("{}"u8, 32, out var fields));
        Assert.Null(ObservationReader.Read(fields, "transfer", "great", ("a", "t", Samples.Start), out var problem));
        Assert.Equal("outcome is not one of ok, failed, corrupt, cancelled, overrun", problem);
    }

    [Fact]
    public void A_kind_of_a_later_version_is_kept_and_not_counted()
    {
        Assert.Equal(ObservationKind.Other, Read("traceroute", """{"bytes":"many"}""")!.Kind);
    }

    private static Observation? Read(string kind, string json) => Read(kind, json, out _);

    private static Observation? Read(string kind, string json, out string? problem)
    {
        Assert.True(RecordFields.TryRead(Encoding.UTF8.GetBytes(json), 32, out var fields));
        return ObservationReader.Read(fields, kind, "ok", ("a", "t", Samples.Start), out problem);
    }
}
