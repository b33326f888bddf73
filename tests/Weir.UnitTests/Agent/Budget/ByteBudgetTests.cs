using Weir.Agent.Budget;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Time;

namespace Weir.UnitTests.Agent.Budget;

public sealed class ByteBudgetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 22, 30, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_download_that_would_pass_the_budget_is_refused()
    {
        var budget = Of(new BudgetOptions { Day = new ByteSize(2500) });
        Download(budget, 1000);
        Download(budget, 1000);

        Assert.Null(budget.Ask("f", out var refusal));
        Assert.Equal(
            "the byte budget of the day, 2.44 KiB, does not allow it: 1.95 KiB is used, and the last download took 1000 B",
            refusal
        );
        // One that nobody knows yet may still fit.
        Assert.NotNull(budget.Ask("g", out _));
    }

    [Fact]
    public void One_that_turns_out_too_large_is_noticed()
    {
        var budget = Of(new BudgetOptions { Day = new ByteSize(2500), Month = new ByteSize(2000) });
        var share = budget.Ask("f", out _)!;

        share = budget.Raise(share, 2000)!;
        Assert.Equal(2000, budget.Used.Day.Bytes);
        Assert.Null(budget.Raise(share, 2001));
        budget.Pay(share, 300, isWhole: false);
        Assert.Equal((300, 300), (budget.Used.Day.Bytes, budget.Used.Month.Bytes));
    }

    [Fact]
    public void What_is_under_way_is_counted_for_the_others()
    {
        var budget = Of(new BudgetOptions { Day = new ByteSize(1500) });
        Download(budget, 600);

        var one = budget.Ask("f", out _)!;
        Assert.Null(budget.Ask("f", out _));
        budget.Pay(one, 200, isWhole: false);
        Assert.NotNull(budget.Ask("f", out _));
    }

    [Fact]
    public void A_restart_does_not_begin_anew_and_a_killed_download_has_paid()
    {
        var options = new BudgetOptions { Day = new ByteSize(2500) };
        var budget = Of(options);
        Download(budget, 1000);
        budget.Ask("f", out _);

        Assert.Equal(2000, Of(options).Used.Day.Bytes);
    }

    [Fact]
    public void Days_and_months_are_those_of_the_zone()
    {
        var budget = Of(
            new BudgetOptions
            {
                Day = new ByteSize(1500),
                Month = new ByteSize(5000),
                Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            }
        );
        Download(budget, 1000);
        Assert.Null(budget.Ask("f", out _));

        _time.Advance(TimeSpan.FromMinutes(30)); // Midnight in Berlin.
        Download(budget, 1000);
        Assert.Equal((1000, 2000), (budget.Used.Day.Bytes, budget.Used.Month.Bytes));
        _time.Advance(TimeSpan.FromDays(1)); // December.
        Assert.Equal((0, 0), (budget.Used.Day.Bytes, budget.Used.Month.Bytes));
    }

    [Fact]
    public void Without_limits_all_is_allowed_and_no_file_is_written()
    {
        var budget = Of(new BudgetOptions());
        Download(budget, long.MaxValue / 4);

        Assert.NotNull(budget.Ask("f", out _));
        Assert.False(File.Exists(_folder["budget"]));
    }

    private static void Download(ByteBudget budget, long bytes) =>
        budget.Pay(budget.Ask("f", out _)!, bytes, isWhole: true);

    private ByteBudget Of(BudgetOptions options) => new(options, _folder["budget"], _time);
}
