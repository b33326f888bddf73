using Weir.Downloads.Politeness;

namespace Weir.UnitTests.Downloads.Politeness;

public sealed class HostStandingTests
{
    private readonly HostStanding _host = new(
        new HostOptions { MostQuiet = TimeSpan.FromMinutes(5), RaiseAfter = TimeSpan.FromSeconds(30) }
    );

    [Fact]
    public void Unknown_server_takes_any_number_of_connections()
    {
        for (var i = 0; i < 100; i++)
            Assert.True(_host.TryTake(default));
        Assert.Null(_host.CeilingAt(default));
    }

    [Fact]
    public void Refusal_beside_working_connections_is_a_ceiling()
    {
        Take(4);

        Assert.True(_host.Refuse(2, At(1)));

        Assert.Equal(2, _host.CeilingAt(At(1)));
        _host.Leave();
        _host.Leave();
        Assert.False(_host.TryTake(At(1)));
        _host.Leave();
        Assert.True(_host.TryTake(At(1)));
        Assert.False(_host.TryTake(At(1)));
    }

    [Fact]
    public void Ceiling_is_never_below_one()
    {
        _host.Refuse(0, At(0));

        Assert.True(_host.TryTake(At(0)));
    }

    [Fact]
    public void Ceiling_rises_by_one_each_half_minute_without_a_refusal()
    {
        _host.Refuse(2, At(0));

        Assert.Equal(2, _host.CeilingAt(At(29)));
        Assert.Equal(3, _host.CeilingAt(At(30)));
        Assert.Equal(4, _host.CeilingAt(At(60)));
    }

    [Fact]
    public void Refusal_of_a_second_try_is_no_news()
    {
        Assert.True(_host.Refuse(2, At(0)));
        Assert.False(_host.Refuse(2, At(31)));
        Assert.Equal(2, _host.CeilingAt(At(31)));
    }

    [Fact]
    public void Later_refusals_beside_more_connections_do_not_raise_the_ceiling()
    {
        _host.Refuse(2, At(0));

        Assert.False(_host.Refuse(5, At(1)));

        Assert.Equal(2, _host.CeilingAt(At(1)));
    }

    [Fact]
    public void Quiet_that_is_asked_for_is_kept_and_not_shortened()
    {
        _host.AskForQuiet(TimeSpan.FromSeconds(10), At(0));
        _host.AskForQuiet(TimeSpan.FromSeconds(1), At(0));

        Assert.False(_host.MayAsk(At(9)));
        Assert.False(_host.TryTake(At(9)));
        Assert.True(_host.MayAsk(At(10)));
    }

    [Fact]
    public void Absurd_quiet_is_five_minutes()
    {
        _host.AskForQuiet(TimeSpan.FromDays(365), At(0));

        Assert.False(_host.MayAsk(At(299)));
        Assert.True(_host.MayAsk(At(300)));
    }

    [Fact]
    public void Server_of_which_nothing_is_known_any_more_is_blank()
    {
        Assert.True(_host.IsBlank(At(0)));
        Take(1);
        Assert.False(_host.IsBlank(At(0)));
        _host.Leave();
        _host.AskForQuiet(TimeSpan.FromSeconds(1), At(0));
        Assert.False(_host.IsBlank(At(0)));
        Assert.True(_host.IsBlank(At(1)));
    }

    private void Take(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(_host.TryTake(default));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
