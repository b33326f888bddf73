using Weir.Analysis.BusyHours;
using Weir.Analysis.Congestion;
using Weir.Analysis.Hours;
using Weir.Analysis.Series;
using Weir.Analysis.Shifts;
using Weir.Analysis.Simulation;
using Weir.Analysis.Summaries;

namespace Weir.Testing.Evaluations;

/// <summary>Plays scenarios with many seeds and counts how often the analysis is right about them.</summary>
public static class Evaluation
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static ScenarioScore Score(Scenario scenario, int seeds)
    {
        var score = new ScenarioScore(scenario.Name);
        var gate = new Lock();
        Parallel.For(
            1,
            seeds + 1,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seed =>
            {
                var options = new SimulationOptions
                {
                    Scenario = scenario,
                    Agents = 1,
                    Targets = 1,
                    Seed = seed,
                    Zone = Berlin,
                };
                var path = PathSeries.Of(Rollup.Of(TrafficSimulator.Records(options).Select(ObservationOfRecord.Of)))[
                    0
                ];
                var calendar = CivilCalendar.Of(TrafficSimulator.ZoneOf(options), [path]);
                var found = path
                    .Metrics.Where(s => MetricRules.Judged.Contains(s.Metric))
                    .ToDictionary(s => s.Metric, s => CongestionDetector.Judge(s, calendar));
                var shifts = ShiftDetector.Find(path[Metric.Rtt]!, path[Metric.Jitter]);
                var demand = BusyHourFinder.Demand(path, calendar);
                var consistent = BusyHourFinder.TimeConsistent(path, calendar);
                var pains = found.Keys.ToDictionary(m => m, m => BusyHourFinder.Pain(path[m]!, calendar));
                lock (gate)
                {
                    score.Runs++;
                    foreach (var (metric, finding) in found.Where(f => !ScenarioTruth.IsOpen(scenario, f.Key)))
                        Count(score, ScenarioTruth.Windows(scenario, metric), metric, finding);
                    Count(score, shifts, scenario, options);
                    Count(score, demand, scenario.DemandPeak is { } peak ? [peak] : []);
                    var isNear =
                        scenario.DemandPeak is { } middle
                        && consistent.Start is { } start
                        && Apart(start, new TimeOnly(middle, 0)) <= 30;
                    Count(score, consistent, isNear ? [consistent.Hour!.Value] : []);
                    foreach (var (metric, pain) in pains.Where(p => !ScenarioTruth.IsOpen(scenario, p.Key)))
                        Count(score, pain, [.. ScenarioTruth.PainHours(scenario, metric)]);
                }
            }
        );
        return score;
    }

    private static void Count(
        ScenarioScore score,
        IReadOnlyList<Timetable.Daily> truth,
        Metric metric,
        CongestionFinding finding
    )
    {
        var isFound = finding.Verdict is CongestionVerdict.Recurring;
        if (Environment.GetEnvironmentVariable("WEIR_TRACE") is not null && isFound != truth.Count > 0)
            Console.Error.WriteLine($"{score.Scenario} {metric}: {finding} {string.Join(";", finding.Windows)}");
        if (truth.Count == 0)
        {
            score.FalseAlarms = (score.FalseAlarms.Found + (isFound ? 1 : 0), score.FalseAlarms.All + 1);
            return;
        }

        score.Recall = (score.Recall.Found + (isFound ? 1 : 0), score.Recall.All + 1);
        if (!isFound || metric is Metric.Loss or Metric.Response)
            return;
        foreach (var window in finding.Windows)
        {
            score.EdgeErrors.Add(truth.Min(t => Apart(t.From, window.From)));
            score.EdgeErrors.Add(truth.Min(t => Apart(t.To, window.To)));
        }
    }

    private static double Apart(TimeOnly a, TimeOnly b)
    {
        var minutes = Math.Abs((a.ToTimeSpan() - b.ToTimeSpan()).TotalMinutes);
        return Math.Min(minutes, (24 * 60) - minutes);
    }

    private static void Count(
        ScenarioScore score,
        IReadOnlyList<LevelShift> shifts,
        Scenario scenario,
        SimulationOptions options
    )
    {
        score.Shifts = (
            score.Shifts.Congestion + shifts.Count(s => s.Cause is ShiftCause.Congestion),
            score.Shifts.All + shifts.Count
        );
        if (Environment.GetEnvironmentVariable("WEIR_TRACE") is "shifts")
            Console.Error.WriteLine($"{score.Scenario} {string.Join("\n  ", shifts)}");
        if (scenario.Disturbances is not [{ When: Timetable.Constant constant }])
            return;
        var truth = TrafficSimulator.Stretch(options, constant);
        score.ShiftsFound += shifts.Any(s => (s.At - truth).Duration() <= TimeSpan.FromHours(1)) ? 1 : 0;
    }

    /// <param name="truth">Any of them is right; none: no hour stands out.</param>
    private static void Count(ScenarioScore score, HourVerdict verdict, int[] truth)
    {
        var (right, undecided, wrong) = score.Hours;
        score.Hours =
            verdict.Status is not HourStatus.Ok ? (right, undecided + 1, wrong)
            : truth.Contains(verdict.Hour!.Value) ? (right + 1, undecided, wrong)
            : (right, undecided, wrong + 1);
    }
}
