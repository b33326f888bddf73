using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Measurements.Units;

namespace Weir.Agent.Budget;

/// <summary>
/// Says what the downloads of a plan will cost a day and a month, once each of them is known, and again when that becomes
/// more, or less, than the budget allows. Safe for many threads.
/// </summary>
internal sealed class BudgetForecast(AgentOptions plan, ByteBudget budget, TimeProvider time, Action<string> tell)
{
    private const double DaysOfMonth = 30.4;

    private readonly Lock _lock = new(); // guards _told
    private readonly IReadOnlyList<(string Target, double RunsPerDay)> _downloads =
    [
        .. plan
            .Targets.OfType<DownloadTarget>()
            .Select(target =>
                (target.Name, plan.Clients * (target.Schedule ?? plan.Schedule).RunsPerDay(time.GetUtcNow()))
            ),
    ];

    private (bool Day, bool Month)? _told;

    /// <summary>Bytes of a usual day by what each download took the last time; null while one of them is not known.</summary>
    public double? PerDay =>
        _downloads.Select(download => budget.SizeOf(download.Target) * download.RunsPerDay) is var costs
        && costs.Any(cost => cost is null)
            ? null
            : costs.Sum();

    /// <summary>Looks whether there is something to tell.</summary>
    public void Look()
    {
        if (plan.Budget is { Day: null, Month: null } || _downloads.Count == 0 || PerDay is not { } day)
            return;
        var month = day * DaysOfMonth;
        var over = (day > plan.Budget.Day?.Bytes, month > plan.Budget.Month?.Bytes);
        lock (_lock)
        {
            if (_told == over)
                return;
            _told = over;
        }

        var (ofDay, ofMonth) = budget.Used;
        tell(
            $"downloads take about {Of(day)} a day and {Of(month)} a month; the budget is "
                + string.Join(
                    " and ",
                    new[]
                    {
                        Limit(plan.Budget.Day, ofDay, "a day"),
                        Limit(plan.Budget.Month, ofMonth, "a month"),
                    }.Where(text => text is not null)
                )
                + (over.Item1 || over.Item2 ? ": later ones will not start" : "")
        );
    }

    private static ByteSize Of(double bytes) => new((long)bytes);

    private static string? Limit(ByteSize? limit, ByteSize used, string period) =>
        limit is { } most ? $"{most} {period}, of which {used} is used" : null;
}
