using System.Globalization;

namespace Weir.Testing.Evaluations;

/// <summary>Scores as a table of Markdown.</summary>
public static class EvaluationTable
{
    public static string Head =>
        "| scenario | runs | congested series found | false alarms | window ends within 30 min (median error) "
        + "| hour right / undecided / wrong | level shifts (called congestion) |\n"
        + "| --- | --- | --- | --- | --- | --- | --- |\n";

    public static string Line(ScenarioScore score) =>
        $"| {score.Scenario} | {score.Runs} | {Of(score.Recall)} | {Of(score.FalseAlarms)} | {Edges(score.EdgeErrors)} "
        + $"| {score.Hours.Right} / {score.Hours.Undecided} / {score.Hours.Wrong} "
        + $"| {score.Shifts.All} ({score.Shifts.Congestion}) |\n";

    public static string Sum(IReadOnlyCollection<ScenarioScore> scores)
    {
        var all = new ScenarioScore("**all**");
        foreach (var score in scores)
        {
            all.Runs += score.Runs;
            all.Recall = (all.Recall.Found + score.Recall.Found, all.Recall.All + score.Recall.All);
            all.FalseAlarms = (
                all.FalseAlarms.Found + score.FalseAlarms.Found,
                all.FalseAlarms.All + score.FalseAlarms.All
            );
            all.EdgeErrors.AddRange(score.EdgeErrors);
            all.Hours = (
                all.Hours.Right + score.Hours.Right,
                all.Hours.Undecided + score.Hours.Undecided,
                all.Hours.Wrong + score.Hours.Wrong
            );
            all.Shifts = (all.Shifts.Congestion + score.Shifts.Congestion, all.Shifts.All + score.Shifts.All);
        }

        return Line(all);
    }

    private static string Of((int Found, int All) count) =>
        count.All == 0
            ? "–"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{count.Found} of {count.All} ({(double)count.Found / count.All:0.0 %})"
            );

    private static string Edges(List<double> errors) =>
        errors.Count == 0
            ? "–"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{errors.Count(e => e <= 30) / (double)errors.Count:0.0 %} ({errors.Order().ElementAt(errors.Count / 2):0} min)"
            );
}
