using Weir.Measurements.Csv;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Csv;

public sealed class ProbeCsvTests
{
    [Fact]
    public void The_header_is_that_of_the_contract() =>
        Assert.Equal(
            "timestamp,agent,target,sent,received,lost,lost_forward,lost_backward,loss_ratio,duplicates,reordered,"
                + "rtt_min_s,rtt_mean_s,rtt_p50_s,rtt_p95_s,rtt_p99_s,rtt_max_s,jitter_s,throughput_bps\r\n",
            ProbeCsv.Header
        );

    [Fact]
    public void A_probe_is_a_line_in_the_order_of_the_header() =>
        Assert.Equal(
            "2026-11-21T03:20:00.123456Z,\"lab, 2\",10.0.0.1:862,4,3,1,1,0,0.25,2,1,"
                + "0.001,0.002,0.002017508,,,0.003,0.00025,48000.5\r\n",
            ProbeCsv.Line(
                new ProbeRecord
                {
                    Id = "1",
                    StartedAt = DateTimeOffset.Parse("2026-11-21T04:20:00.123456+01:00", null),
                    Agent = "lab, 2",
                    Target = "10.0.0.1:862",
                    Sent = 4,
                    Received = 3,
                    Lost = 1,
                    LostForward = 1,
                    LostBackward = 0,
                    LossRatio = 0.25,
                    Duplicates = 2,
                    Reordered = 1,
                    Rtt = Distribution.Of([0.001, 0.002, 0.003]).ToRecord(),
                    Jitter = TimeSpan.FromMilliseconds(0.25),
                    Throughput = new BitRate(48000.5),
                    Outcome = ProbeOutcome.Ok,
                }
            )
        );

    [Fact]
    public void A_probe_without_a_reply_leaves_its_fields_empty()
    {
        var line = ProbeCsv.Line(
            new ProbeRecord
            {
                Id = "1",
                StartedAt = DateTimeOffset.UnixEpoch,
                Agent = "a",
                Target = "t",
                Sent = 3,
                Lost = 3,
                LossRatio = 1,
                Outcome = ProbeOutcome.Failed,
            }
        );

        Assert.Equal("1970-01-01T00:00:00.000000Z,a,t,3,0,3,,,1,0,0,,,,,,,,\r\n", line);
    }
}
