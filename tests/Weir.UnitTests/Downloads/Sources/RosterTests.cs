using Weir.Downloads.Sources;

namespace Weir.UnitTests.Downloads.Sources;

public class RosterTests
{
    private static readonly Failure Broken = new(FailureKind.Broken, "the connection was reset");
    private static readonly RosterOptions Options = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(100),
        GivenUpPause = TimeSpan.FromSeconds(3),
        WaitingPause = TimeSpan.FromMilliseconds(500),
        GiveUp = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public void Every_source_may_be_tried_at_once_and_is_pending()
    {
        var roster = new Roster(Options, 3, At(0));

        Assert.Equal(3, roster.Pending);
        Assert.All([0, 1, 2], i => Assert.True(roster.MayTry(i, At(0))));
        Assert.Equal(Hope.Alive, roster.Judge(At(1000)));
    }

    [Fact]
    public void Pauses_double_with_each_failure_in_vain()
    {
        var roster = Answered(1);
        foreach (var pause in (ReadOnlySpan<double>)[0.1, 0.2, 0.4, 0.8])
        {
            roster.Failed(0, Broken, bytes: 0, At(10));
            Assert.False(roster.MayTry(0, At(10 + pause - 0.001)));
            Assert.True(roster.MayTry(0, At(10 + pause)));
        }
    }

    [Fact]
    public void Fifth_failure_in_vain_gives_a_source_up_and_it_is_asked_only_now_and_then()
    {
        var roster = Answered(1);
        Fail(roster, 0, times: 4);
        Assert.Equal(Standing.BackingOff, roster.StandingOf(0));
        Fail(roster, 0, times: 1);

        Assert.Equal(Standing.GivenUp, roster.StandingOf(0));
        Assert.Equal("the connection was reset", roster.ReasonOf(0));
        Assert.False(roster.MayTry(0, At(2.9)));
        Assert.True(roster.MayTry(0, At(3)));
    }

    [Fact]
    public void Failures_that_brought_useful_bytes_never_give_a_source_up()
    {
        var roster = Answered(1);
        for (var i = 0; i < 20; i++)
            roster.Failed(0, Broken, Options.UsefulBytes, At(i));

        Assert.Equal(Standing.BackingOff, roster.StandingOf(0));
        Assert.True(roster.MayTry(0, At(19.1)));
    }

    [Fact]
    public void Delivered_bytes_make_earlier_failures_forgotten()
    {
        var roster = Answered(1);
        Fail(roster, 0, times: 4);
        roster.Delivered(0);
        Fail(roster, 0, times: 4);

        Assert.Equal(Standing.BackingOff, roster.StandingOf(0));
    }

    [Fact]
    public void Valid_head_alone_does_not_make_failures_forgotten()
    {
        var roster = Answered(1);
        Fail(roster, 0, times: 4);
        roster.Joined(0);
        Fail(roster, 0, times: 1);

        Assert.Equal(Standing.GivenUp, roster.StandingOf(0));
    }

    [Fact]
    public void Given_up_source_that_answers_is_joined_again()
    {
        var roster = Answered(1);
        Fail(roster, 0, times: 5);
        roster.Joined(0);

        Assert.Equal(Standing.Joined, roster.StandingOf(0));
        Assert.Equal("the connection was reset", roster.ReasonOf(0));
        roster.Delivered(0);
        Assert.Null(roster.ReasonOf(0));
        Assert.True(roster.IsPromising(0));
    }

    [Theory]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.Unusable)]
    public void Permanent_failure_is_never_tried_again(object kind)
    {
        var roster = Answered(2);
        roster.Failed(1, new Failure((FailureKind)kind, "404 Not Found"), bytes: 1 << 20, At(0));

        Assert.Equal(Standing.Refused, roster.StandingOf(1));
        Assert.False(roster.MayTry(1, At(1e6)));
        Assert.Equal("404 Not Found", roster.ReasonOf(1));
    }

    [Theory]
    [InlineData(0.01, 0.1)] // no shorter than the pause it would have had
    [InlineData(5, 5)]
    [InlineData(365 * 86400, 300)] // a year is capped
    public void Source_is_left_alone_for_as_long_as_it_asks_within_reason(double asked, double pause)
    {
        var roster = Answered(1);
        roster.Failed(0, new Failure(FailureKind.Busy, "503", TimeSpan.FromSeconds(asked)), bytes: 0, At(0));

        Assert.False(roster.MayTry(0, At(pause - 0.001)));
        Assert.True(roster.MayTry(0, At(pause)));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(29, false)]
    [InlineData(31, true)] // longer than one that was there would be waited for
    public void Server_that_says_when_to_come_again_is_waited_for_though_it_never_answered(double asked, bool isOver)
    {
        var roster = new Roster(Options with { Wait = TimeSpan.Zero, GiveUp = TimeSpan.FromSeconds(30) }, 1, At(0));
        roster.Failed(0, new Failure(FailureKind.Busy, "503", TimeSpan.FromSeconds(asked)), bytes: 0, At(0));

        Assert.Equal(isOver ? Hope.NeverWas : Hope.Alive, roster.Judge(At(1)));
    }

    [Fact]
    public void Source_that_has_to_wait_for_a_place_has_not_failed()
    {
        var roster = new Roster(Options, 2, At(0));
        roster.Postpone(0, "no place");

        Assert.Equal((1, "no place"), (roster.Pending, roster.ReasonOf(0)));
        Assert.True(roster.MayTry(0, At(0)));
        Assert.True(roster.IsPromising(0));
    }

    [Fact]
    public void Before_the_first_answer_sources_are_tried_evenly_and_never_given_up()
    {
        var roster = new Roster(Options with { Wait = TimeSpan.FromSeconds(60) }, 2, At(0));
        for (var i = 0; i < 20; i++)
        {
            roster.Failed(0, Broken, bytes: 0, At(i));
            Assert.False(roster.MayTry(0, At(i + 0.49)));
            Assert.True(roster.MayTry(0, At(i + 0.5)));
        }

        Assert.Equal(Standing.BackingOff, roster.StandingOf(0));
    }

    [Fact]
    public void Without_waiting_all_dead_ends_as_soon_as_each_was_tried_once()
    {
        var roster = new Roster(Options, 2, At(0));
        roster.Failed(0, Broken, bytes: 0, At(0));
        Assert.Equal(Hope.Alive, roster.Judge(At(1)));
        roster.Failed(1, Broken, bytes: 0, At(1));

        Assert.Equal(Hope.NeverWas, roster.Judge(At(1)));
    }

    [Fact]
    public void While_waiting_all_dead_is_still_hope()
    {
        var roster = new Roster(Options with { Wait = TimeSpan.FromSeconds(10) }, 1, At(0));
        roster.Failed(0, Broken, bytes: 0, At(0));

        Assert.Equal(Hope.Alive, roster.Judge(At(9.9)));
        Assert.Equal(Hope.NeverWas, roster.Judge(At(10)));
    }

    [Fact]
    public void All_refused_ends_at_once_whatever_the_patience()
    {
        var roster = new Roster(Options with { Wait = TimeSpan.FromDays(1) }, 2, At(0));
        roster.Failed(0, new Failure(FailureKind.Refused, "404"), bytes: 0, At(0));
        Assert.Equal(Hope.Alive, roster.Judge(At(0)));
        roster.Reject(1, "another file");

        Assert.Equal(Hope.Gone, roster.Judge(At(0)));
    }

    [Fact]
    public void With_none_left_hope_lasts_for_the_give_up_time_and_no_longer()
    {
        var roster = Answered(2);
        Fail(roster, 0, times: 5);
        Fail(roster, 1, times: 5);

        Assert.Equal(Hope.Alive, roster.Judge(At(100)));
        Assert.Equal(Hope.Alive, roster.Judge(At(129.9)));
        Assert.Equal(Hope.Gone, roster.Judge(At(130)));
    }

    [Fact]
    public void One_that_brings_bytes_again_starts_the_give_up_time_anew()
    {
        var roster = Answered(1);
        Fail(roster, 0, times: 5);
        Assert.Equal(Hope.Alive, roster.Judge(At(100)));
        roster.Joined(0);
        roster.Delivered(0);
        Assert.Equal(Hope.Alive, roster.Judge(At(131)));
        Fail(roster, 0, times: 5);

        Assert.Equal(Hope.Alive, roster.Judge(At(140)));
        Assert.Equal(Hope.Gone, roster.Judge(At(170)));
    }

    [Fact]
    public void One_that_answers_again_and_again_but_brings_nothing_is_no_hope()
    {
        var roster = Answered(1);
        Fail(roster, 0, times: 5);
        for (var second = 100; second < 130; second++)
        {
            Assert.Equal(Hope.Alive, roster.Judge(At(second)));
            roster.Joined(0);
            Assert.False(roster.IsPromising(0));
            Fail(roster, 0, times: 1);
        }

        Assert.Equal(Hope.Gone, roster.Judge(At(130)));
    }

    [Fact]
    public void Sources_to_be_tried_again_are_awaited_and_given_up_ones_are_not()
    {
        var roster = Answered(3);
        Fail(roster, 0, times: 1);
        Fail(roster, 1, times: 5);

        Assert.Equal((0, 1), (roster.Pending, roster.Awaited));
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(roster.IsPromising));
    }

    [Fact]
    public void Rejected_source_stays_so_through_failures_and_late_answers()
    {
        var roster = Answered(2);
        roster.Reject(1, "its file is another one");
        roster.Failed(1, Broken, bytes: 0, At(1));
        roster.Joined(1);

        Assert.Equal(Standing.Rejected, roster.StandingOf(1));
        Assert.Equal("its file is another one", roster.ReasonOf(1));
        Assert.False(roster.MayTry(1, At(1e6)));
    }

    [Fact]
    public void Readmitted_source_is_as_good_as_new()
    {
        var roster = Answered(2);
        roster.Reject(1, "its file is another one");
        roster.Readmit(1, At(5));

        Assert.Equal(Standing.Joined, roster.StandingOf(1));
        Assert.Null(roster.ReasonOf(1));
        Assert.True(roster.MayTry(1, At(5)));
    }

    private static Roster Answered(int sources)
    {
        var roster = new Roster(Options, sources, At(0));
        for (var i = 0; i < sources; i++)
            roster.Joined(i);
        return roster;
    }

    private static void Fail(Roster roster, int source, int times)
    {
        for (var i = 0; i < times; i++)
            roster.Failed(source, Broken, bytes: 0, At(0));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
