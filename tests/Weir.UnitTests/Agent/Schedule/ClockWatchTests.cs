using Weir.Agent.Schedule;

namespace Weir.UnitTests.Agent.Schedule;

public sealed class ClockWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3600, 3600)]
    [InlineData(3600, 3603)]
    [InlineData(0.1, 0.9)]
    [InlineData(60, 59.2)]
    public void Clocks_that_run_together_are_no_step(double elapsed, double wall) => Assert.Null(Step(elapsed, wall));

    [Theory]
    [InlineData(60, 7260, 7200)]
    [InlineData(60, -3540, -3600)]
    [InlineData(0.1, 2.1, 2)]
    public void A_clock_that_was_set_is_noticed(double elapsed, double wall, double step) =>
        Assert.Equal(TimeSpan.FromSeconds(step), Step(elapsed, wall));

    [Fact]
    public void A_step_is_told_once()
    {
        var watch = new ClockWatch();
        watch.Observe(new Moment(Noon, TimeSpan.Zero));
        Assert.NotNull(watch.Observe(new Moment(Noon.AddHours(1), TimeSpan.FromSeconds(1))));
        Assert.Null(watch.Observe(new Moment(Noon.AddHours(1).AddSeconds(1), TimeSpan.FromSeconds(2))));
    }

    [Fact]
    public void The_first_look_is_no_step() => Assert.Null(new ClockWatch().Observe(new Moment(Noon, default)));

    private static TimeSpan? Step(double elapsed, double wall)
    {
        var watch = new ClockWatch();
        watch.Observe(new Moment(Noon, TimeSpan.FromSeconds(5)));
        return watch.Observe(new Moment(Noon.AddSeconds(wall), TimeSpan.FromSeconds(5 + elapsed)));
    }
}
