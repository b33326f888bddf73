using System.Text;
using Weir.Collector.Ingest;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Collector.Ingest;

public sealed class EnvelopeReaderTests
{
    private const string Good =
        """{"type":"transfer","id":"x","started_at":"2026-11-20T10:00:00+01:00","agent":"a","target":"t","outcome":"ok","new":{"k":[1]}}""";

    [Fact]
    public void A_record_is_kept_as_it_came()
    {
        Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(Good), out var envelope, out _));
        Assert.Equal(
            ("x", "transfer", "ok", "a", "t"),
            (envelope.Id, envelope.Kind, envelope.Outcome, envelope.Agent, envelope.Target)
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), envelope.At);
        Assert.Equal(TimeSpan.Zero, envelope.At.Offset);
        Assert.Equal(Good, Encoding.UTF8.GetString(envelope.Body.Span));
    }

    [Fact]
    public void Of_two_members_with_one_name_the_last_counts_and_none_of_those_within_others()
    {
        var line = Good.Replace("\"new\":{\"k\":[1]}", "\"new\":{\"agent\":\"no\"},\"\\u0061gent\":\"b\\u00e9\"");
        Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(line), out var envelope, out _));
        Assert.Equal("b\u00e9", envelope.Agent);
        Assert.Equal("agent is missing", Reason(line.Replace("\"b\\u00e9\"", "null")));
    }

    [Fact]
    public void The_programs_own_records_are_right()
    {
        var transfer = new TransferRecord
        {
            Id = "1",
            StartedAt = DateTimeOffset.UnixEpoch.AddYears(50),
            Agent = "a",
            Target = "t",
            Outcome = TransferOutcome.Overrun,
        };
        var probe = new ProbeRecord
        {
            Id = "2",
            StartedAt = DateTimeOffset.UnixEpoch.AddYears(50),
            Agent = "a",
            Target = "t",
            Outcome = ProbeOutcome.Failed,
        };

        Assert.Null(Reason(MeasurementsJson.ToLine(transfer)));
        Assert.Null(Reason(MeasurementsJson.ToLine(probe)));
    }

    [Fact]
    public void Names_are_bounded_by_their_bytes_which_is_what_an_index_can_hold()
    {
        var name = new string('\u00e9', 1024);
        Assert.Null(Reason(Good.Replace("\"t\"", $"\"{name}\"")));
        Assert.Equal("target is not a text of 1 to 2048 bytes", Reason(Good.Replace("\"t\"", $"\"{name}a\"")));
    }

    [Fact]
    public void A_run_has_no_outcome_of_its_own()
    {
        Assert.Null(Reason(Good.Replace("transfer", "run").Replace("\"outcome\":\"ok\",", "")));
        Assert.Equal("outcome is missing", Reason(Good.Replace("\"outcome\":\"ok\",", "")));
    }

    [Theory]
    [InlineData("", "the line is not JSON")]
    [InlineData("{", "the line is not JSON")]
    [InlineData("{}{}", "the line is not JSON")]
    [InlineData("[]", "the line is not a JSON object")]
    [InlineData("{}", "type is missing")]
    [InlineData("""{"type":"a\ud800"}""", "a text in the line is not Unicode")]
    [InlineData("""{"type":7}""", "type is not a text of 1 to 32 bytes")]
    [InlineData("""{"type":"transfer","id":""}""", "id is not a text of 1 to 128 bytes")]
    [InlineData("""{"type":"transfer","id":"a\nb"}""", "id is not a text of 1 to 128 bytes")]
    public void A_bad_line_gets_its_reason(string line, string reason)
    {
        Assert.Equal(reason, Reason(line));
    }

    [Theory]
    [InlineData("2026-11-20T10:00:00")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("yesterday")]
    public void A_time_needs_an_offset_and_a_sane_year(string time)
    {
        Assert.Equal(
            "started_at is not a time as 2026-11-21T03:20:00Z",
            Reason(Good.Replace("2026-11-20T10:00:00+01:00", time))
        );
    }

    [Fact]
    public void What_is_no_utf8_is_told()
    {
        byte[] line = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];
        Assert.False(EnvelopeReader.TryRead(line, out _, out var reason));
        Assert.Equal("the line is not UTF-8", reason);
    }

    [Fact]
    public void Nothing_makes_it_throw()
    {
        var random = new Random(99);
        for (var i = 0; i < 20_000; i++)
        {
            var line = Encoding.UTF8.GetBytes(Good);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                line[random.Next(line.Length)] = (byte)random.Next(256);
            var isGood = EnvelopeReader.TryRead(line, out var envelope, out var reason);
            Assert.Equal(isGood, reason is null);
            Assert.Equal(isGood, envelope is not null);
        }
    }

    private static string? Reason(string line) =>
        EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(line), out _, out var reason) ? null : reason;
}
