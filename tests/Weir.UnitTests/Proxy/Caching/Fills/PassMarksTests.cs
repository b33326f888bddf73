using Weir.Proxy.Caching.Fills;

namespace Weir.UnitTests.Proxy.Caching.Fills;

public class PassMarksTests
{
    [Fact]
    public void A_mark_holds_for_its_time()
    {
        var marks = new PassMarks();
        marks.Add("a", Stored.Now);

        Assert.True(marks.Has("a", Stored.Now + PassMarks.Lifetime - TimeSpan.FromSeconds(1)));
        Assert.False(marks.Has("a", Stored.Now + PassMarks.Lifetime));
        Assert.False(marks.Has("b", Stored.Now));
    }

    [Fact]
    public void The_oldest_go_when_there_are_many()
    {
        var marks = new PassMarks();
        for (var i = 0; i < 10_000; i++)
            marks.Add($"{i}", Stored.Now);

        Assert.False(marks.Has("0", Stored.Now));
        Assert.True(marks.Has("9999", Stored.Now));
    }
}
