using Weir.Analysis.Simulation;
using Weir.Testing.Evaluations;

namespace Weir.UnitTests.Analysis.Evaluations;

/// <summary>The bars of docs/analysis.md with few seeds; bench/analysis plays many.</summary>
public sealed class EvaluationTests
{
    private const int Seeds = 2;

    private static readonly Lazy<IReadOnlyList<ScenarioScore>> Scores = new(() =>
        [.. Scenarios.All.Select(scenario => Evaluation.Score(scenario, Seeds))]
    );

    [Fact]
    public void Congestion_that_recurs_is_found()
    {
        var (found, all) = Sum(score => score.Recall);
        Assert.True(found >= 0.95 * all, $"{found} of {all}");
    }

    [Fact]
    public void Nothing_else_is_called_recurring()
    {
        var (found, all) = Sum(score => score.FalseAlarms);
        Assert.True(found <= 0.02 * all, $"{found} of {all}");
    }

    [Fact]
    public void The_ends_of_windows_are_right_within_half_an_hour()
    {
        var errors = Scores.Value.SelectMany(score => score.EdgeErrors).ToList();
        Assert.True(errors.Count(error => error <= 30) >= 0.95 * errors.Count);
    }

    [Fact]
    public void The_busiest_hour_is_right_or_undecided()
    {
        var wrong = Scores.Value.Sum(score => score.Hours.Wrong);
        var named = Scores.Value.Sum(score => score.Hours.Right);
        var all = wrong + named + Scores.Value.Sum(score => score.Hours.Undecided);
        Assert.True(wrong <= 0.05 * all, $"{wrong} of {all}");
        Assert.True(named > 0, "no hour was ever named");
    }

    [Fact]
    public void A_change_of_route_is_found_and_never_called_congestion()
    {
        var score = Scores.Value.Single(score => score.Scenario == "route-change");
        Assert.Equal(Seeds, score.ShiftsFound);
        Assert.Equal(0, score.Shifts.Congestion);
    }

    [Fact]
    public void Congestion_around_the_clock_is_a_level_shift_of_congestion()
    {
        var score = Scores.Value.Single(score => score.Scenario == "all-day-congestion");
        Assert.Equal(Seeds, score.ShiftsFound);
        Assert.True(score.Shifts.Congestion >= Seeds);
    }

    [Fact]
    public void Intervals_hold_the_truth_as_often_as_they_say()
    {
        Assert.True(Coverage.OfMedians(60) >= 0.88);
        Assert.True(Coverage.OfDifferences(60) >= 0.88);
    }

    private static (int Found, int All) Sum(Func<ScenarioScore, (int Found, int All)> count) =>
        (Scores.Value.Sum(score => count(score).Found), Scores.Value.Sum(score => count(score).All));
}
