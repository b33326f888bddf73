using Weir.Analysis.Limits;

namespace Weir.UnitTests.Analysis.Limits;

public sealed class LimitRuleTests
{
    [Theory]
    [InlineData(10, 0, 0, Limit.Network)]
    [InlineData(10, 1.9, 0, Limit.Network)]
    [InlineData(10, 2, 0, Limit.Receiver)]
    [InlineData(10, 9, 0.5, Limit.Receiver)]
    [InlineData(10, 0.5, 2, Limit.Sender)]
    [InlineData(10, 3, 4, Limit.Sender)]
    [InlineData(5, 0, 0, Limit.Sender)] // idle half of the time
    [InlineData(6, 0, 0, Limit.Network)]
    [InlineData(0.01, 0, 0, Limit.Sender)]
    public void Who_held_it_back_follows_from_the_kernels_times(
        double busy,
        double receiver,
        double buffer,
        Limit limit
    ) =>
        Assert.Equal(
            limit,
            Assert.Single(LimitRule.Of([Answer(busy: busy, receiver: receiver, buffer: buffer)])).Verdict
        );

    [Fact]
    public void What_took_no_time_was_limited_by_nobody()
    {
        var finding = Assert.Single(LimitRule.Of([Answer(took: 0.02, busy: 0.02, receiver: 0.02)]));

        Assert.Equal((Limit.Unknown, 1), (finding.Verdict, finding.Connections));
    }

    [Fact]
    public void Without_facts_of_the_kernel_nothing_is_known()
    {
        var finding = Assert.Single(LimitRule.Of([Answer() with { Busy = null, Retransmits = null, RttMin = null }]));

        Assert.Equal(
            (Limit.Unknown, 0, null, null),
            (finding.Verdict, finding.Connections, finding.IdleShare, finding.Retransmits)
        );
        Assert.Equal(1000, finding.Bytes);
    }

    /// <summary>The kernel counts since the connection began.</summary>
    [Fact]
    public void Several_answers_over_a_connection_count_once()
    {
        var finding = Assert.Single(
            LimitRule.Of([
                Answer(took: 4, busy: 4, receiver: 1, retransmits: 2),
                Answer(took: 4, busy: 8, receiver: 2, retransmits: 5),
            ])
        );

        Assert.Equal((1, 5, 2000), (finding.Connections, finding.Retransmits, finding.Bytes));
        Assert.Equal((0.25, 0.0), (finding.ReceiverShare, finding.IdleShare));
    }

    [Fact]
    public void Clients_are_judged_each_by_its_own_connections()
    {
        var findings = LimitRule.Of([
            Answer("ann", "127.0.0.1:1", receiver: 8),
            Answer("bob", "127.0.0.1:2"),
            Answer("bob", "127.0.0.1:3", retransmits: 4),
        ]);

        Assert.Equal(["bob", "ann"], findings.Select(finding => finding.Client));
        Assert.Equal([Limit.Network, Limit.Receiver], findings.Select(finding => finding.Verdict));
        Assert.Equal(4, findings[0].Retransmits);
    }

    [Fact]
    public void A_port_that_is_used_again_is_another_connection()
    {
        var start = DateTimeOffset.UnixEpoch;
        var finding = Assert.Single(
            LimitRule.Of([
                Answer(busy: 9, retransmits: 3) with
                {
                    At = start,
                },
                Answer(busy: 8, retransmits: 1) with
                {
                    At = start.AddHours(1),
                },
            ])
        );

        Assert.Equal((2, 4, Limit.Network), (finding.Connections, finding.Retransmits, finding.Verdict));
    }

    [Fact]
    public void A_log_of_any_length_takes_bounded_memory()
    {
        const int Count = (2 * LimitTally.Remembered) + 5;
        var tally = new LimitTally();
        for (var i = 0; i < Count; i++)
            tally.Add(Answer(connection: $"ann:{i}", retransmits: 1));
        Assert.InRange(tally.Held, 1, 2 * LimitTally.Remembered);
        Assert.Equal(Count, tally.Clients()["ann"].Retransmits);
    }

    [Fact]
    public void Clients_beyond_the_most_are_summed_up_in_one()
    {
        var answers = Enumerable.Range(0, LimitTally.MostClients + 7).Select(i => Answer($"client-{i}", $"{i}:1"));

        var findings = LimitRule.Of(answers);

        Assert.Equal(LimitTally.MostClients + 1, findings.Count);
        Assert.Equal((LimitTally.Others, 7), (findings[0].Client, findings[0].Connections));
    }

    [Fact]
    public void A_line_of_the_access_log_is_read()
    {
        var read = AccessLine.Parse(
            """{"type":"access","at":"2026-11-21T03:20:00.5Z","client":"127.0.0.1:40000","bytes":1000,"duration_s":10,"client_name":"ann","tcp":{"rtt_s":0.02,"rtt_min_s":0.01,"retransmits":7,"busy_s":9,"rwnd_limited_s":8,"sndbuf_limited_s":0.5}}"""
        )!;

        Assert.Equal(("ann", "127.0.0.1:40000", 1000), (read.Client, read.Connection, read.Bytes));
        Assert.Equal(
            (9, 8, 0.5),
            (
                read.Busy!.Value.TotalSeconds,
                read.ReceiverLimited!.Value.TotalSeconds,
                read.SendBufferLimited!.Value.TotalSeconds
            )
        );
        Assert.Equal((7, 0.01), (read.Retransmits!.Value, read.RttMin!.Value.TotalSeconds));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"client":"a:1","bytes":1,"duration_s":-1,"tcp":{}}""")]
    [InlineData("""{"client":"a:1","bytes":1,"duration_s":1e300,"tcp":{}}""")]
    [InlineData("""{"client":"a:1","bytes":-1,"duration_s":1,"tcp":{}}""")]
    [InlineData("""{"client":"a:1","bytes":1,"duration_s":1,"tcp":7}""")]
    [InlineData("""{"client":"a:1","bytes":1,"duration_s":1}""")]
    public void What_is_no_answer_with_its_facts_is_passed_over(string line) => Assert.Null(AccessLine.Parse(line));

    [Fact]
    public void A_client_without_a_name_is_its_address() =>
        Assert.Equal("[::1]", AccessLine.Parse("""{"client":"[::1]:5","bytes":1,"duration_s":1,"tcp":{}}""")!.Client);

    private static AnswerFacts Answer(
        string client = "ann",
        string connection = "127.0.0.1:1",
        double took = 10,
        double busy = 10,
        double receiver = 0,
        double buffer = 0,
        long retransmits = 0
    ) =>
        new()
        {
            Client = client,
            Connection = connection,
            Bytes = 1000,
            Duration = TimeSpan.FromSeconds(took),
            Busy = TimeSpan.FromSeconds(busy),
            ReceiverLimited = TimeSpan.FromSeconds(receiver),
            SendBufferLimited = TimeSpan.FromSeconds(buffer),
            Retransmits = retransmits,
            RttMin = TimeSpan.FromMilliseconds(1),
        };
}
