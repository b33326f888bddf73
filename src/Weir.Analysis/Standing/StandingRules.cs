using Weir.Analysis.Congestion;
using Weir.Analysis.Reports;
using Weir.Analysis.Series;
using Weir.Analysis.Statistics;
using Weir.Analysis.Summaries;
using Weir.Measurements.Units;

namespace Weir.Analysis.Standing;

/// <summary>Judges how a target is doing from its steps of time, the latest against all of them. Pure.</summary>
public static class StandingRules
{
    /// <summary>A measurement that is so many usual pauses late will not come.</summary>
    private const double Pauses = 3;

    /// <summary>Fewer steps than these say nothing about what is usual.</summary>
    private const int StepsNeeded = 8;

    private const double FailingShare = 0.5;

    private const double GoodShare = 0.25;

    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(15);

    /// <param name="steps">In the order of time, those that have measurements.</param>
    /// <param name="count">Measurements in all of them.</param>
    /// <param name="last">When the latest began.</param>
    /// <param name="now">The present, or the end of the period that is looked at.</param>
    public static TargetStanding Of(
        IReadOnlyList<(DateTimeOffset At, Summary Summary)> steps,
        long count,
        DateTimeOffset? last,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0 || last is not { } latest)
            return new TargetStanding(StandingState.Unknown, "Nothing was measured in this period.", null);
        var usual = count > 1 ? (latest - steps[0].At) / (count - 1) : TimeSpan.Zero;
        var patience = usual * Pauses > LeastPatience ? usual * Pauses : LeastPatience;
        if (now - latest > patience)
            return new TargetStanding(
                StandingState.Stale,
                $"Nothing was measured for {Durations.Format(now - latest)}; is the agent running?",
                latest
            );

        var baselines = MetricRules.Judged.Select(metric => Baseline.Of(steps, metric)).OfType<Baseline>().ToList();
        var (state, reason) = Judge(steps[^1].Summary, baselines);
        var since = steps[^1].At;
        for (var i = steps.Count - 2; i >= 0 && Judge(steps[i].Summary, baselines).State == state; i--)
            since = steps[i].At;
        return new TargetStanding(state, reason, since);
    }

    private static (StandingState State, string Reason) Judge(Summary step, List<Baseline> baselines)
    {
        if (step.Downloads > 0 && step.Failures >= FailingShare * step.Downloads)
            return (StandingState.Failing, $"{step.Failures} of the latest {step.Downloads} downloads failed.");
        if (step.LossRatio is >= FailingShare)
            return (StandingState.Failing, $"{ReportWords.Share(step.LossRatio)} of the latest packets were lost.");
        foreach (var baseline in baselines)
        {
            if (baseline.Value(step) is { } value && baseline.IsWorse(value))
                return (
                    StandingState.Slow,
                    $"{Capital(FindingWords.Name(baseline.Metric))} is {FindingWords.Value(baseline.Metric, value)}; in good hours it is {FindingWords.Value(baseline.Metric, baseline.Good)}."
                );
        }

        return baselines.Count == 0
            ? (StandingState.Ok, "The latest measurements went well; there are too few to tell what is usual.")
            : (StandingState.Ok, "All metrics are as usual.");
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What a metric is like in its good hours.</summary>
    private sealed record Baseline(Metric Metric, double Good, double Threshold)
    {
        public static Baseline? Of(IReadOnlyList<(DateTimeOffset At, Summary Summary)> steps, Metric metric)
        {
            double[] badness =
            [
                .. steps
                    .Select(step => StepValue.Of(metric, step.Summary))
                    .OfType<double>()
                    .Select(value => MetricRules.ToBadness(metric, value)),
            ];
            if (badness.Length < StepsNeeded)
                return null;
            // A day's rule for a whole period: its good hours are the floor, their spread says what is ordinary. What
            // happens in a quarter of all steps is ordinary too.
            var good = Order.Quantile(badness, GoodShare);
            var baseline = DayBaseline.Of(badness, metric);
            return new Baseline(
                metric,
                MetricRules.FromBadness(metric, good),
                Math.Max(baseline.Threshold + (good - baseline.Level), Order.Quantile(badness, 1 - GoodShare))
            );
        }

        public double? Value(Summary step) => StepValue.Of(Metric, step);

        public bool IsWorse(double value) => MetricRules.ToBadness(Metric, value) > Threshold;
    }
}
