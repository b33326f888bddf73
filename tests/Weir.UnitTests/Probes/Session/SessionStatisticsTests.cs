using Weir.Measurements.Records;
using Weir.Probes.Session;

namespace Weir.UnitTests.Probes.Session;

public sealed class SessionStatisticsTests
{
    private static readonly ProbeRecord Blank = new()
    {
        Id = "1",
        StartedAt = DateTimeOffset.UnixEpoch,
        Agent = "a",
        Target = "t",
        Outcome = ProbeOutcome.Failed,
    };

    private readonly SessionStatistics _session = new();

    [Fact]
    public void The_residence_of_the_reflector_is_no_part_of_the_round_trip()
    {
        Send(10);
        Reply(0, at: Ms(8), residence: Ms(5));

        Assert.Equal(0.003, Record().Rtt!.Mean);
        Assert.Equal(Ms(3), _session.LastRtt);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(-1)]
    public void A_residence_that_cannot_be_is_left_out(int residence)
    {
        Send(1);
        Reply(0, at: Ms(8), residence: Ms(residence));

        Assert.Equal(0.008, Record().Rtt!.Mean);
    }

    [Fact]
    public void Second_replies_are_duplicates_and_count_for_nothing_else()
    {
        Send(2);
        Assert.Equal(ReplyKind.Received, Reply(0, Ms(20)));
        Assert.Equal(ReplyKind.Duplicate, Reply(0, Ms(25)));
        var record = Record();

        Assert.Equal((2, 1, 1, 1), (record.Sent, record.Received, record.Lost, record.Duplicates));
        Assert.Equal(0, record.Reordered);
        Assert.Equal(0.02, record.Rtt!.Max);
    }

    [Fact]
    public void A_reply_behind_that_of_a_later_packet_is_reordered()
    {
        Send(5);
        // 3 and 4 in their order are not; 1 and 2 come behind 3 (RFC 4737 section 3.4).
        foreach (var sequence in (uint[])[0, 3, 1, 2, 4])
            Reply(sequence, Ms(100));

        Assert.Equal(2, Record().Reordered);
    }

    [Fact]
    public void A_loss_alone_reorders_nothing()
    {
        Send(4);
        Reply(0, Ms(50));
        Reply(3, Ms(50));

        Assert.Equal(0, Record().Reordered);
    }

    [Fact]
    public void A_reply_after_the_limit_is_late_and_its_packet_lost()
    {
        Send(1);
        Assert.Equal(ReplyKind.Late, Reply(0, at: TimeSpan.FromSeconds(3.01)));
        Assert.Equal(ReplyKind.Duplicate, Reply(0, at: TimeSpan.FromSeconds(3.02)));
        var record = Record();

        Assert.Equal((1, 0, 1, 1, 1), (record.Sent, record.Received, record.Lost, record.Late, record.Duplicates));
        Assert.Null(record.Rtt);
        Assert.True(_session.IsAnswered);
    }

    [Fact]
    public void On_a_slow_path_the_limit_is_four_times_its_p99()
    {
        Send(2);
        Reply(0, at: TimeSpan.FromSeconds(2));
        Assert.InRange(_session.ReplyLimit.TotalSeconds, 7.9, 8.1);

        Assert.Equal(ReplyKind.Received, Reply(1, at: TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public void It_is_settled_when_nothing_can_be_answered_in_time_any_more()
    {
        Send(2);
        Reply(1, at: Ms(20));

        Assert.False(_session.IsSettled(TimeSpan.FromSeconds(3)));
        Assert.True(_session.IsSettled(TimeSpan.FromSeconds(3.001)));
        Assert.False(_session.IsAnswered);
    }

    [Fact]
    public void Replies_to_what_was_never_sent_are_unknown()
    {
        Send(1);
        Assert.Equal(ReplyKind.Unknown, Reply(1, Ms(1)));
        Assert.Equal(ReplyKind.Unknown, Reply(uint.MaxValue, Ms(1)));
        _session.OnNotSent();
        Assert.Equal(ReplyKind.Unknown, Reply(0, Ms(1)));
        Assert.Null(Record().LossRatio);
    }

    [Fact]
    public void Delays_are_relative_to_the_smallest_while_the_clocks_are_not_synchronized()
    {
        Send(3);
        Reply(0, Ms(30), forward: Ms(-995), backward: Ms(1005));
        Reply(1, Ms(30), forward: Ms(-990), backward: Ms(1005));
        Reply(2, Ms(30), forward: Ms(-993), backward: Ms(1006));
        var record = Record();

        Assert.Equal(ClockRelation.Unsynchronized, record.Clocks);
        Assert.Equal((0, 0.005), (record.Forward!.Min, record.Forward.Max));
        Assert.Equal((0, 0.001), (record.Backward!.Min, record.Backward.Max));
    }

    [Theory]
    [InlineData(10, ClockRelation.Synchronized, 0.004)]
    [InlineData(11, ClockRelation.Unsynchronized, 0)]
    public void Delays_are_absolute_when_the_error_of_the_clocks_is_below_the_smallest_round_trip(
        int errorMs,
        ClockRelation clocks,
        double forward
    )
    {
        Send(1);
        Reply(0, Ms(10), forward: Ms(4), backward: Ms(6), clockError: Ms(errorMs));
        var record = Record();

        Assert.Equal((clocks, forward), (record.Clocks, record.Forward!.Min));
    }

    [Fact]
    public void One_reply_without_synchronized_clocks_makes_all_relative()
    {
        Send(2);
        Reply(0, Ms(10), forward: Ms(4), backward: Ms(6), clockError: null);
        Reply(1, Ms(20), forward: Ms(4), backward: Ms(6), clockError: Ms(1));

        Assert.Equal(ClockRelation.Unsynchronized, Record().Clocks);
    }

    [Fact]
    public void Rates_are_over_the_time_between_the_first_packet_and_the_last()
    {
        Send(11);
        for (var sequence = 0u; sequence < 11; sequence += 2)
            Reply(sequence, at: Ms(500 + (10 * (int)sequence)));
        var record = Record();

        // 100 bytes each 10 ms were sent; half of it came back.
        Assert.Equal(80_000, record.SendRate!.Value.BitsPerSecond, 6);
        Assert.Equal(40_000, record.Throughput!.Value.BitsPerSecond, 6);
    }

    [Fact]
    public void A_packet_that_leaves_after_the_date_of_the_next_one_left_late()
    {
        var session = new SessionStatistics(3, Ms(10));
        session.OnSending(Ms(9), 100, lateness: Ms(9));
        session.OnSending(Ms(20), 100, lateness: Ms(10));
        session.OnSending(Ms(40), 100, lateness: Ms(20));
        session.OnNotSent();

        Assert.Equal(1, session.Describe(Blank).LateSends);
    }

    [Fact]
    public void The_extent_of_a_reordering_goes_back_to_the_first_later_packet()
    {
        Send(6);
        // 1 comes three replies behind 2, the first of a later packet (RFC 4737 section 4.2.1); 4 is one behind 5.
        foreach (var sequence in (uint[])[0, 2, 3, 5, 1, 4])
            Reply(sequence, Ms(100));
        var record = Record();

        Assert.Equal((2, 3), (record.Reordered, record.ReorderingExtent));
    }

    [Fact]
    public void Losses_in_a_row_are_a_run()
    {
        Send(10);
        foreach (var sequence in (uint[])[0, 2, 5, 6, 9])
            Reply(sequence, Ms(100));
        var runs = Record().LossRuns!;

        Assert.Equal((3, 2), (runs.Count, runs.Longest));
        Assert.Equal([(1, 1), (2, 2)], runs.Lengths.Select(run => (run.Length, run.Count)));
        Assert.Null(Record().LossUpperBound);
    }

    [Fact]
    public void Nothing_lost_has_an_upper_bound_and_no_runs()
    {
        Send(30);
        for (var sequence = 0u; sequence < 30; sequence++)
            Reply(sequence, Ms(500));

        Assert.Equal((0.1, null), (Record().LossUpperBound, Record().LossRuns));
    }

    [Fact]
    public void Variation_is_between_neighbours_and_above_the_smallest()
    {
        Send(5);
        // Round trips of 5, 8, lost, 6, 7 ms: of neighbours there are 5-8 and 6-7.
        Reply(0, Ms(5));
        Reply(1, Ms(18));
        Reply(3, Ms(36));
        Reply(4, Ms(47));
        var record = Record();

        Assert.Equal((0.001, 0.003), (record.Ipdv!.Min, record.Ipdv.Max));
        Assert.Equal(2, record.Ipdv.Histogram.Sum(bucket => bucket.Count));
        Assert.Equal((0, 0.003), (record.Pdv!.Min, record.Pdv.Max));
        Assert.Equal(4, record.Pdv.Histogram.Sum(bucket => bucket.Count));
    }

    /// <summary>In the order of arrival; what is lost and what comes twice does not count (RFC 3550 section 6.4.1).</summary>
    [Fact]
    public void Jitter_is_that_of_the_replies_as_they_came()
    {
        Send(5);
        Reply(0, Ms(20));
        Reply(2, Ms(56), forward: Ms(20), backward: Ms(16));
        Reply(2, Ms(90));
        Reply(1, Ms(60), forward: Ms(30), backward: Ms(20));
        Reply(4, Ms(80), forward: Ms(10), backward: Ms(30));
        var record = Record();

        // Round trips 20, 36, 50, 40 ms: |D| is 16, 14, 10.
        Assert.Equal(Smoothed(16, 14, 10), record.Jitter!.Value.TotalMilliseconds, 1e-3);
        Assert.Equal(Smoothed(10, 20), record.JitterForward!.Value.TotalMilliseconds, 1e-3);
        Assert.Equal(Smoothed(4, 10), record.JitterBackward!.Value.TotalMilliseconds, 1e-3);
    }

    private static double Smoothed(params double[] differences) =>
        differences.Aggregate(0.0, (jitter, difference) => jitter + ((difference - jitter) / 16));

    [Fact]
    public void A_step_of_a_clock_is_told_and_leaves_the_delays_alone()
    {
        Send(40);
        for (var i = 0; i < 40; i++)
        {
            var offset = i < 20 ? 0 : 700;
            Reply((uint)i, Ms((10 * i) + 10), forward: Ms(4 + (i % 2) + offset), backward: Ms(6 - offset));
        }

        var record = Record();
        Assert.InRange(record.ClockStep!.Value, Ms(699), Ms(701));
        Assert.Equal((0, 0.001), (record.Forward!.Min, record.Forward.Max));
        Assert.Equal((0, 0), (record.Backward!.Min, record.Backward.Max));
        Assert.InRange(record.JitterForward!.Value, Ms(0), Ms(1));
    }

    [Fact]
    public void A_queue_that_fills_at_once_is_no_step_of_a_clock()
    {
        Send(2);
        Reply(0, Ms(10), forward: Ms(5), backward: Ms(5));
        Reply(1, Ms(1020), forward: Ms(1005), backward: Ms(5));

        Assert.Null(Record().ClockStep);
    }

    [Fact]
    public void The_skew_of_the_clocks_is_taken_out()
    {
        var session = new SessionStatistics();
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            session.OnSending(Ms(10 * i), 100);
            // 100 ppm are 2 ms in 20 s; the path's own variation is below half a millisecond.
            var drift = TimeSpan.FromSeconds(0.01 * i * 100e-6);
            var (there, back) = (random.NextDouble() * 0.5, random.NextDouble() * 0.5);
            session.OnReply(
                new ProbeReply
                {
                    Sequence = (uint)i,
                    ArrivedAt = Ms(10 * i) + TimeSpan.FromMilliseconds(10 + there + back),
                    Bytes = 100,
                    Forward = TimeSpan.FromMilliseconds(5 + there) + drift,
                    Backward = TimeSpan.FromMilliseconds(5 + back) - drift,
                }
            );
        }

        var record = session.Describe(Blank);
        Assert.InRange(record.ClockSkewPpm!.Value, 98, 102);
        Assert.InRange(record.Forward!.Max!.Value, 0.00045, 0.00056);
        Assert.InRange(record.Backward!.Max!.Value, 0.00045, 0.00056);
    }

    [Fact]
    public void A_queue_that_grows_is_not_taken_for_skew()
    {
        var session = new SessionStatistics();
        for (var i = 0; i < 1000; i++)
        {
            session.OnSending(Ms(10 * i), 100);
            var queue = TimeSpan.FromMicroseconds(i);
            session.OnReply(
                new ProbeReply
                {
                    Sequence = (uint)i,
                    ArrivedAt = Ms((10 * i) + 10) + queue,
                    Bytes = 100,
                    Forward = Ms(5) + queue,
                    Backward = Ms(5),
                }
            );
        }

        var record = session.Describe(Blank);
        Assert.Null(record.ClockSkewPpm);
        Assert.InRange(record.Forward!.Max!.Value, 0.00098, 0.00101);
    }

    [Fact]
    public void Without_a_reply_nothing_is_made_up()
    {
        Send(3);
        var record = Record();

        Assert.Equal((3, 0, 3, 1.0), (record.Sent, record.Received, record.Lost, record.LossRatio));
        Assert.Null(record.Rtt);
        Assert.Null(record.Forward);
        Assert.Null(record.Jitter);
        Assert.Null(record.Throughput);
        Assert.Null(record.LostForward);
        Assert.Null(record.Clocks);
        Assert.Null(record.Ttl);
    }

    /// <summary>Packets of 100 bytes, 10 ms apart.</summary>
    private void Send(int count)
    {
        for (var i = 0; i < count; i++)
            _session.OnSending(Ms(10 * i), 100);
    }

    private ReplyKind Reply(
        uint sequence,
        TimeSpan at,
        TimeSpan? residence = null,
        TimeSpan? forward = null,
        TimeSpan? backward = null,
        TimeSpan? clockError = null
    ) =>
        _session.OnReply(
            new ProbeReply
            {
                Sequence = sequence,
                ArrivedAt = at,
                Bytes = 100,
                Residence = residence,
                Forward = forward,
                Backward = backward,
                ClockError = clockError,
            }
        );

    private ProbeRecord Record() => _session.Describe(Blank);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
