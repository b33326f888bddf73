using Weir.Analysis.Series;
using Weir.Analysis.Simulation;

namespace Weir.Testing.Evaluations;

/// <summary>What an analysis must find in a scenario, for the first agent's way to the first target.</summary>
public static class ScenarioTruth
{
    /// <summary>The daily disturbances that this metric feels.</summary>
    public static IReadOnlyList<Timetable.Daily> Windows(Scenario scenario, Metric metric) =>
        [
            .. scenario
                .Recurring.Where(d => d.Hits(0, 0) && Feels(d.Effect, metric))
                .Select(d => (Timetable.Daily)d.When),
        ];

    /// <summary>Hours of the worst performance: all full hours of the windows.</summary>
    public static IReadOnlySet<int> PainHours(Scenario scenario, Metric metric)
    {
        var hours = new HashSet<int>();
        foreach (var window in Windows(scenario, metric))
        {
            for (var time = window.From; time != window.To; time = time.AddMinutes(15))
                hours.Add(time.Hour);
        }

        return hours;
    }

    /// <summary>Whether either verdict is right: 4 ms of a round trip are a sixth of a response time, on the edge of what counts.</summary>
    public static bool IsOpen(Scenario scenario, Metric metric) =>
        metric is Metric.Response && scenario.Recurring.Any(d => d.Effect is { Rtt: > 0 and < 0.010, Response: 0 });

    private static bool Feels(Effect effect, Metric metric) =>
        metric switch
        {
            Metric.Rtt => effect.Rtt > 0,
            Metric.Loss => effect.Loss > 0,
            Metric.Throughput => effect.RateDrop > 0,
            Metric.Response => effect.Response > 0 || effect.Rtt >= 0.010,
            _ => false,
        };
}
