using Weir.Collector.Sessions;
using Weir.Testing.Time;

namespace Weir.UnitTests.Collector.Sessions;

public sealed class SessionListTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly byte[] _hash = [1, 2, 3];

    [Fact]
    public void A_session_lasts_while_it_is_used_and_twelve_hours_more()
    {
        var sessions = new SessionList(_time);
        var id = sessions.Begin(_hash);
        _time.Advance(TimeSpan.FromHours(11));
        Assert.Equal(_hash, sessions.Find(id));

        _time.Advance(TimeSpan.FromHours(11));
        Assert.Equal(_hash, sessions.Find(id));

        _time.Advance(TimeSpan.FromHours(12.1));
        Assert.Null(sessions.Find(id));
    }

    [Fact]
    public void What_ended_is_no_session_any_more_and_others_go_on()
    {
        var sessions = new SessionList(_time);
        var (one, other) = (sessions.Begin(_hash), sessions.Begin(_hash));

        sessions.End(one);

        Assert.Null(sessions.Find(one));
        Assert.Equal(_hash, sessions.Find(other));
        Assert.Null(sessions.Find("made-up"));
    }

    [Fact]
    public void Beyond_the_limit_the_one_that_was_used_longest_ago_goes()
    {
        var sessions = new SessionList(_time);
        var ids = new List<string>();
        for (var i = 0; i <= SessionList.Most; i++)
        {
            ids.Add(sessions.Begin(_hash));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(sessions.Find(ids[0]));
        Assert.NotNull(sessions.Find(ids[1]));
        Assert.NotNull(sessions.Find(ids[^1]));
    }
}
