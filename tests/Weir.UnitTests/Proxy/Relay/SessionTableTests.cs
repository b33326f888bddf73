using Weir.Proxy.Relay;

namespace Weir.UnitTests.Proxy.Relay;

public class SessionTableTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private readonly SessionTable<string, object> _table = new(most: 2, _ => Idle);

    [Fact]
    public void Each_client_has_its_own_session()
    {
        var (one, two) = (new object(), new object());
        Assert.True(_table.TryAdd("1", one, TimeSpan.Zero));
        Assert.True(_table.TryAdd("2", two, TimeSpan.Zero));

        Assert.True(_table.TryUse("1", TimeSpan.Zero, out var found));
        Assert.Same(one, found);
        Assert.False(_table.TryUse("3", TimeSpan.Zero, out _));
    }

    [Fact]
    public void There_are_no_more_than_there_may_be()
    {
        _table.TryAdd("1", new object(), TimeSpan.Zero);
        _table.TryAdd("2", new object(), TimeSpan.Zero);

        Assert.False(_table.TryAdd("3", new object(), TimeSpan.Zero));
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void What_is_idle_ends_and_what_is_used_stays()
    {
        var idle = new object();
        _table.TryAdd("idle", idle, TimeSpan.Zero);
        _table.TryAdd("used", new object(), TimeSpan.Zero);
        _table.TryUse("used", TimeSpan.FromSeconds(5), out _);

        Assert.Equal([idle], _table.TakeIdle(Idle));
        Assert.Empty(_table.TakeIdle(Idle));
        Assert.Equal(1, _table.Count);
    }
}
