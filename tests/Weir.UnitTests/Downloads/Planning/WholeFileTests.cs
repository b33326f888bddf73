using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Planning;

public class WholeFileTests
{
    private static readonly PlannerOptions Options = new() { IsWholeOnly = true, StallAfter = TimeSpan.FromSeconds(3) };

    [Fact]
    public void End_of_the_body_is_the_end_of_a_file_of_unknown_size()
    {
        var planner = Plan(size: null);
        planner.Receive(0, 1000, At(1));

        Assert.True(planner.TryEndOfFile(0));
        Assert.Equal(1000, planner.Size);
        Assert.True(planner.IsFinished);
    }

    [Fact]
    public void End_after_a_stall_is_believed_when_nobody_took_over()
    {
        var planner = Plan(size: null);
        planner.Receive(0, 1000, At(1));
        planner.Tick(At(10));

        Assert.True(planner.TryEndOfFile(0));
        Assert.Equal(1000, planner.Size);
        Assert.Null(planner.Assign(0, At(11)));
    }

    [Fact]
    public void End_after_a_stall_is_not_believed_when_another_has_gone_beyond_it()
    {
        var planner = Plan(size: null);
        planner.Receive(0, 1000, At(1));
        planner.Tick(At(10));
        planner.AddConnection(1, source: 1);
        planner.Assign(1, At(10));
        planner.Receive(1, 5000, At(11));

        Assert.False(planner.TryEndOfFile(0));
        Assert.Null(planner.Size);
        Assert.False(planner.IsFinished);
    }

    [Fact]
    public void Stall_within_what_is_there_already_does_not_start_the_file_over()
    {
        var planner = Plan(size: 10_000, new Extent(0, 5000));
        planner.Receive(0, 1000, At(1));
        planner.Tick(At(10));

        var receipt = planner.Receive(0, 6000, At(11));

        Assert.Equal(new Receipt(Skip: 4000, Take: 2000, Offset: 5000, Done: false, Returned: true), receipt);
    }

    private static Planner Plan(long? size, params Extent[] have)
    {
        var planner = new Planner(Options, size, new ExtentSet(have));
        planner.AddConnection(0, source: 0);
        Assert.NotNull(planner.Assign(0, At(0)));
        planner.Begin(0, At(0));
        return planner;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
