using Weir.Transport.Blocking;

namespace Weir.UnitTests.Transport.Blocking;

public sealed class AddressRaceTests
{
    [Fact]
    public void First_address_is_tried_at_once_and_the_next_after_250_ms()
    {
        var race = new AddressRace(3, Seconds(5));

        Assert.Equal(0, race.Next(Ms(0)));
        Assert.Null(race.Next(Ms(0)));
        Assert.Null(race.Next(Ms(249)));
        Assert.Equal(1, race.Next(Ms(250)));
        Assert.Null(race.Next(Ms(499)));
        Assert.Equal(2, race.Next(Ms(500)));
        Assert.Null(race.Next(Ms(5000)));
    }

    [Fact]
    public void Failure_makes_the_next_try_at_once()
    {
        var race = new AddressRace(2, Seconds(5));
        race.Next(Ms(0));

        race.Failed(Ms(3));

        Assert.Equal(1, race.Next(Ms(3)));
        Assert.False(race.IsLost);
        race.Failed(Ms(4));
        Assert.True(race.IsLost);
    }

    [Fact]
    public void Waiting_ends_when_the_next_try_is_due()
    {
        var race = new AddressRace(2, Seconds(5));

        race.Next(Ms(0));
        Assert.Equal(Ms(150), race.Patience(Ms(100)));
        race.Next(Ms(250));
        Assert.Equal(Ms(4700), race.Patience(Ms(300)));
        Assert.Equal(TimeSpan.Zero, race.Patience(Ms(6000)));
    }

    [Fact]
    public void Try_that_has_become_due_meanwhile_is_not_the_end()
    {
        var race = new AddressRace(2, Seconds(5));
        race.Next(Ms(0));

        Assert.InRange(race.Patience(Ms(260)), TimeSpan.FromTicks(1), Ms(10));
        Assert.Equal(1, race.Next(Ms(261)));
    }

    [Fact]
    public void Nothing_is_tried_when_time_is_up()
    {
        var race = new AddressRace(3, Seconds(1));
        race.Next(Ms(0));

        Assert.Null(race.Next(Ms(1000)));
        Assert.Equal(TimeSpan.Zero, race.Patience(Ms(1000)));
    }

    [Fact]
    public void Many_addresses_and_little_time_give_each_a_try()
    {
        var race = new AddressRace(20, Seconds(1));

        var tried = Enumerable.Range(0, 1000).Count(ms => race.Next(Ms(ms)) is not null);

        Assert.Equal(20, tried);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
