using System.Text.Json;
using Weir.Measurements.Histograms;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Json;

public sealed class ProbeRecordJsonTests
{
    private static readonly ProbeRecord Full = new()
    {
        Id = "0193",
        StartedAt = DateTimeOffset.Parse("2026-11-21T03:20:00.123456Z", null),
        Agent = "lab",
        Target = "10.0.0.1:862",
        RunId = "r",
        Client = "7",
        Protocol = "stamp",
        Sent = 3,
        Received = 2,
        Lost = 1,
        LostForward = 1,
        LostBackward = 0,
        Duplicates = 4,
        Reordered = 5,
        Late = 6,
        LossRatio = 0.5,
        Rtt = Distribution.Of([0.25, 0.5]).ToRecord(),
        Forward = Distribution.Of([1]).ToRecord(),
        Jitter = TimeSpan.FromMilliseconds(2),
        JitterForward = TimeSpan.FromMilliseconds(3),
        JitterBackward = TimeSpan.FromMilliseconds(4),
        Ttl = 255,
        Clocks = ClockRelation.Unsynchronized,
        SendRate = new BitRate(48000),
        Throughput = new BitRate(47000.5),
        ReplyLimit = TimeSpan.FromSeconds(3),
        LossRuns = new LossRunsRecord
        {
            Count = 2,
            Longest = 2,
            Mean = 1.5,
            Lengths = [new(1, 1), new(2, 1)],
        },
        ReorderingExtent = 2,
        LateSends = 8,
        Timestamps = TimestampSource.Kernel,
        ClockStep = TimeSpan.FromSeconds(0.5),
        ClockSkewPpm = -12.5,
        Outcome = ProbeOutcome.Ok,
    };

    [Fact]
    public void A_probe_has_every_field_of_the_contract_in_its_order() =>
        Assert.Equal(
            """
            {"type":"probe","schema":1,"id":"0193","started_at":"2026-11-21T03:20:00.123456Z","agent":"lab",
            "target":"10.0.0.1:862","run_id":"r","client":"7","simulated":false,"protocol":"stamp",
            "sent":3,"received":2,"lost":1,"lost_forward":1,"lost_backward":0,"duplicates":4,"reordered":5,"late":6,
            "loss_ratio":0.5,
            "rtt_s":{"min":0.25,"mean":0.375,"p50":0.25,"p95":null,"p99":null,"max":0.5,"stddev":0.176776695,
            "histogram":[[-64,1],[-32,1]]},
            "forward_s":{"min":1,"mean":1,"p50":null,"p95":null,"p99":null,"max":1,"stddev":null,
            "histogram":[[0,1]]},
            "backward_s":null,"jitter_s":0.002,"jitter_forward_s":0.003,"jitter_backward_s":0.004,"ttl":255,
            "clocks":"unsynchronized","send_rate_bps":48000,"throughput_bps":47000.5,
            "loss_upper_bound":null,"reply_limit_s":3,"loss_runs":{"count":2,"longest":2,"mean":1.5,"lengths":[[1,1],[2,1]]},
            "reordering_extent":2,"late_sends":8,"ipdv_s":null,"pdv_s":null,"timestamps":"kernel","clock_step_s":0.5,
            "clock_skew_ppm":-12.5,"connect_s":null,"tls_s":null,"response_s":null,"under_load":null,
            "outcome":"ok","error":null}
            """.ReplaceLineEndings(""),
            MeasurementsJson.ToLine(Full)
        );

    [Fact]
    public void A_probe_is_read_back_as_it_was()
    {
        var line = MeasurementsJson.ToLine(Full);
        var back = JsonSerializer.Deserialize(line, MeasurementsJson.Lines.ProbeRecord);

        Assert.Equal(line, MeasurementsJson.ToLine(back!));
        Assert.Equal(Full.Rtt!.Histogram, back!.Rtt!.Histogram);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[1,0]")]
    [InlineData("[1,\"2\"]")]
    [InlineData("[1e99,1]")]
    [InlineData("[100000,1]")]
    public void A_malformed_bucket_is_refused(string bucket)
    {
        var line =
            "{\"id\":\"1\",\"started_at\":\"2026-11-21T03:20:00Z\",\"agent\":\"a\",\"target\":\"t\","
            + "\"outcome\":\"ok\",\"rtt_s\":{\"histogram\":["
            + bucket
            + "]}}";

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(line, MeasurementsJson.Lines.ProbeRecord));
    }
}
