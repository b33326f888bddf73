using Weir.Agent.Spool;
using Weir.Measurements.Json;
using Weir.Testing.Time;

namespace Weir.UnitTests.Agent.Spool;

public sealed class GapsTests
{
    private static readonly ManualTimeProvider Time = new();

    [Fact]
    public void A_gap_spans_the_records_that_were_lost()
    {
        var gap = Gaps.Of([Record(5), Record(1), Record(3)], null, "lab", "the spool was full", Time);

        Assert.Equal((3, At(1), At(5)), (gap.Records, gap.StartedAt, gap.EndedAt));
        Assert.Equal(("lab", "spool", "lost", "the spool was full"), (gap.Agent, gap.Target, gap.Outcome, gap.Error));
    }

    [Fact]
    public void A_gap_that_nobody_was_told_of_grows_under_its_id()
    {
        var first = Gaps.Of([Record(1), Record(2)], null, "lab", "full", Time);
        var both = Gaps.Of([Record(7)], first, "lab", "full", Time);

        Assert.Equal((first.Id, 3, At(1), At(7)), (both.Id, both.Records, both.StartedAt, both.EndedAt));
    }

    [Fact]
    public void A_gap_that_is_lost_itself_is_taken_over_with_all_that_it_told_of()
    {
        var first = Gaps.Of([Record(1), Record(4)], null, "lab", "full", Time);
        var next = Gaps.Of([MeasurementsJson.ToLine(first), Record(3)], null, "lab", "full", Time);

        Assert.Equal((3, At(1), At(4)), (next.Records, next.StartedAt, next.EndedAt));
        Assert.NotEqual(first.Id, next.Id);
    }

    [Fact]
    public void A_gap_survives_its_line()
    {
        var gap = Gaps.Of([Record(1)], null, "lab", "full", Time);
        Assert.Equal(gap, Gaps.Parse(MeasurementsJson.ToLine(gap)));
    }

    [Fact]
    public void Its_line_has_what_every_record_has()
    {
        var gap = Gaps.Of([Record(1), Record(2)], null, "lab", "full", Time) with { Id = "0193" };
        Assert.Equal(
            """{"type":"gap","schema":1,"id":"0193","started_at":"2026-01-01T00:01:00.000000Z","ended_at":"2026-01-01T00:02:00.000000Z","agent":"lab","target":"spool","records":2,"outcome":"lost","error":"full"}""",
            MeasurementsJson.ToLine(gap)
        );
    }

    [Fact]
    public void Records_without_a_time_are_counted_all_the_same()
    {
        var gap = Gaps.Of(["{}", "no json"], null, "lab", "full", Time);
        Assert.Equal((2, Time.GetUtcNow()), (gap.Records, gap.StartedAt));
    }

    private static DateTimeOffset At(int minute) => new(2026, 1, 1, 0, minute, 0, TimeSpan.Zero);

    private static string Record(int minute) => $$"""{"started_at":"2026-01-01T00:{{minute:00}}:00Z"}""";
}
