using Weir.Analysis.Periods;

namespace Weir.UnitTests.Analysis.Periods;

public sealed class BucketWidthsTests
{
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(48, 1)]
    [InlineData(24 * 7, 3)]
    [InlineData(24 * 30, 24)]
    [InlineData(24 * 365, 24 * 7)]
    [InlineData(24 * 365 * 20, 24 * 28)]
    public void Steps_widen_with_the_span(double spanHours, double stepHours)
    {
        Assert.Equal(TimeSpan.FromHours(stepHours), BucketWidths.For(TimeSpan.FromHours(spanHours)));
    }

    [Fact]
    public void Weeks_start_on_Monday_at_midnight()
    {
        var start = BucketWidths.StartOf(new DateTime(2026, 11, 21, 3, 20, 0), TimeSpan.FromDays(7));

        Assert.Equal(new DateTime(2026, 11, 16), start);
        Assert.Equal(DayOfWeek.Monday, start.DayOfWeek);
    }
}
