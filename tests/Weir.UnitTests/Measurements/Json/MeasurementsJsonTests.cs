using System.Text.Json;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Json;

public sealed class MeasurementsJsonTests
{
    private static readonly DateTimeOffset Then = DateTimeOffset
        .Parse("2026-11-21T04:20:00.123456+01:00", null)
        .AddTicks(7);

    private static readonly TransferRecord Full = new()
    {
        Id = "0193",
        StartedAt = Then,
        Agent = "lab-é",
        Target = "http://a/f?x=1&y=<2>",
        RunId = "r1",
        Client = "c1",
        File = "f",
        Simulated = true,
        Size = 9_007_199_254_740_993,
        Bytes = 100,
        ResumedBytes = 1,
        WastedBytes = 2,
        Duration = TimeSpan.FromMilliseconds(1234.5),
        Response = TimeSpan.FromMilliseconds(3),
        Throughput = new BitRate(1e9),
        Verified = Verification.Sha256,
        Sha256 = "ab",
        Outcome = TransferOutcome.Ok,
        LocalTraffic = BitRate.Zero,
        Sources =
        [
            new SourceRecord
            {
                Url = "http://a/f",
                Address = "127.0.0.1:80",
                LocalPort = 40000,
                Protocol = "http/1.1",
                Bytes = 101,
                Duration = TimeSpan.FromSeconds(1),
                Throughput = new BitRate(808.5),
                Requests = 3,
                Failures = 1,
                State = SourceState.Done,
                Connect = TimeSpan.FromMicroseconds(150),
                Response = TimeSpan.FromSeconds(0.25),
                Tcp = new TcpRecord { Rtt = TimeSpan.FromMicroseconds(40), OutOfOrder = 2 },
            },
        ],
    };

    [Fact]
    public void A_transfer_has_every_field_of_the_contract_in_its_order()
    {
        Assert.Equal(
            OneLine(
                """
                {"type":"transfer","schema":1,"id":"0193","started_at":"2026-11-21T03:20:00.123456Z","agent":"lab-é",
                "target":"http://a/f?x=1&y=<2>","run_id":"r1","client":"c1","file":"f","simulated":true,
                "size":9007199254740993,"bytes":100,"resumed_bytes":1,"wasted_bytes":2,
                "duration_s":1.2345,"response_s":0.003,"throughput_bps":1000000000,
                "verified":"sha-256","sha256":"ab","outcome":"ok","error":null,"local_traffic_bps":0,
                "sources":[{"url":"http://a/f","address":"127.0.0.1:80","local_port":40000,"protocol":"http/1.1",
                "bytes":101,"duration_s":1,"throughput_bps":808.5,"requests":3,"failures":1,"state":"done","reason":null,
                "connect_s":0.00015,"tls_s":null,"response_s":0.25,
                "tcp":{"rtt_s":4E-05,"rtt_min_s":null,"rcv_rtt_s":null,"out_of_order":2}}]}
                """
            ),
            MeasurementsJson.ToLine(Full)
        );
    }

    [Fact]
    public void What_is_unknown_is_null_and_never_absent()
    {
        var line = MeasurementsJson.ToLine(
            new TransferRecord
            {
                Id = "1",
                StartedAt = Then,
                Agent = "a",
                Target = "t",
                Outcome = TransferOutcome.Cancelled,
            }
        );

        Assert.Equal(
            OneLine(
                """
                {"type":"transfer","schema":1,"id":"1","started_at":"2026-11-21T03:20:00.123456Z","agent":"a",
                "target":"t","run_id":null,"client":null,"file":null,"simulated":false,"size":null,"bytes":0,
                "resumed_bytes":0,"wasted_bytes":0,"duration_s":null,"response_s":null,"throughput_bps":null,
                "verified":"none","sha256":null,"outcome":"cancelled","error":null,"local_traffic_bps":null,"sources":[]}
                """
            ),
            line
        );
    }

    [Fact]
    public void A_transfer_is_read_back_as_it_was()
    {
        var line = MeasurementsJson.ToLine(Full);
        var back = JsonSerializer.Deserialize(line, MeasurementsJson.Lines.TransferRecord);

        Assert.NotNull(back);
        Assert.Equal(line, MeasurementsJson.ToLine(back));
        Assert.Equal(Full.Sources[0], back.Sources[0]);
        Assert.Equal(Full.Duration, back.Duration);
    }

    [Fact]
    public void A_transfer_of_another_program_may_lack_what_is_not_required()
    {
        var back = JsonSerializer.Deserialize(
            """{"type":"transfer","id":"1","started_at":"2026-11-21T03:20:00Z","agent":"a","target":"t","outcome":"ok","new":1}""",
            MeasurementsJson.Lines.TransferRecord
        );

        Assert.NotNull(back);
        Assert.Empty(back.Sources);
        Assert.Equal(Verification.None, back.Verified);
    }

    [Fact]
    public void Progress_names_the_ranges_with_inclusive_ends()
    {
        var progress = new ProgressEvent
        {
            Id = "1",
            At = Then,
            Bytes = 5,
            Size = 10,
            Throughput = new BitRate(40),
            Eta = TimeSpan.FromSeconds(1),
            Sources =
            [
                new SourceProgress
                {
                    Url = "http://a/f",
                    State = SourceState.Active,
                    Bytes = 5,
                    Ranges = [new InclusiveRange(0, 4), new InclusiveRange(8, 9)],
                },
            ],
        };

        Assert.Equal(
            OneLine(
                """
                {"type":"progress","id":"1","at":"2026-11-21T03:20:00.123456Z","bytes":5,"size":10,"throughput_bps":40,
                "eta_s":1,"sources":[{"url":"http://a/f","state":"active","bytes":5,"throughput_bps":null,
                "ranges":[[0,4],[8,9]]}]}
                """
            ),
            MeasurementsJson.ToLine(progress)
        );
    }

    [Fact]
    public void A_change_of_a_source_says_why()
    {
        Assert.Equal(
            """{"type":"source","id":"1","at":"2026-11-21T03:20:00.123456Z","url":"http://a/f","state":"rejected","reason":"It sends \"another\" file."}""",
            MeasurementsJson.ToLine(
                new SourceEvent
                {
                    Id = "1",
                    At = Then,
                    Url = "http://a/f",
                    State = SourceState.Rejected,
                    Reason = "It sends \"another\" file.",
                }
            )
        );
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[1,\"2\"]")]
    [InlineData("5")]
    public void A_malformed_range_is_refused(string range)
    {
        var line =
            "{\"id\":\"1\",\"at\":\"2026-11-21T03:20:00Z\",\"sources\":[{\"url\":\"u\",\"state\":\"idle\",\"ranges\":["
            + range
            + "]}]}";
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(line, MeasurementsJson.Lines.ProgressEvent));
    }

    private static string OneLine(string json) => json.ReplaceLineEndings("");
}
