using Weir.Transport.Impairment;

namespace Weir.UnitTests.Transport.Impairment;

public sealed class DelayLineTests
{
    [Fact]
    public void The_earliest_leaves_first_and_of_one_moment_what_came_first()
    {
        var line = new DelayLine<string>();
        line.Add(TimeSpan.FromSeconds(2), "late");
        line.Add(TimeSpan.FromSeconds(1), "one");
        line.Add(TimeSpan.FromSeconds(1), "two");
        var left = new List<string>();
        while (line.TryTakeDue(TimeSpan.FromSeconds(1), out var item))
            left.Add(item);

        Assert.Equal(["one", "two"], left);
        Assert.Equal(TimeSpan.FromSeconds(2), line.Earliest);
    }
}
