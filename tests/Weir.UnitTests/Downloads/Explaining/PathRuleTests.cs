using Weir.Downloads.Explaining;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Downloads.Explaining;

public class PathRuleTests
{
    private static readonly TcpRecord Near = new() { RttMin = TimeSpan.FromMilliseconds(0.05), OutOfOrder = 0 };
    private static readonly TcpRecord Far = new() { RttMin = TimeSpan.FromMilliseconds(50), OutOfOrder = 0 };

    [Fact]
    public void Slow_server_nearby_is_server_limited() =>
        Assert.Equal(PathVerdict.ServerLimited, Judge(new PathFacts(Near, 10_000_000, 2e6, 0)));

    [Fact]
    public void Source_that_waits_for_this_side_is_receiver_limited() =>
        Assert.Equal(PathVerdict.ReceiverLimited, Judge(new PathFacts(Near, 10_000_000, 2e6, 0.5)));

    [Fact]
    public void Segments_out_of_order_tell_of_a_lossy_path() =>
        Assert.Equal(PathVerdict.PathLossy, Judge(new PathFacts(Far with { OutOfOrder = 10 }, 14_600_000, 2e5, 0)));

    [Fact]
    public void Few_of_many_out_of_order_do_not() =>
        Assert.NotEqual(PathVerdict.PathLossy, Judge(new PathFacts(Far with { OutOfOrder = 10 }, 146_000_000, 1e6, 0)));

    [Fact]
    public void Full_window_on_a_long_path_could_be_anything() =>
        Assert.Equal(PathVerdict.Unknown, Judge(new PathFacts(Far, 10_000_000, 1e7, 0)));

    [Fact]
    public void Without_facts_nothing_is_claimed() =>
        Assert.Equal(PathVerdict.Unknown, Judge(new PathFacts(null, 10_000_000, 1e7, 0)));

    private static PathVerdict Judge(PathFacts facts) => PathRule.Judge(facts).Verdict;
}
