using Weir.Analysis.Observations;
using Weir.Analysis.Standing;
using Weir.Analysis.Summaries;

namespace Weir.UnitTests.Analysis.Standing;

public sealed class StandingRulesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Without_measurements_it_is_unknown_and_never_well()
    {
        Assert.Equal(StandingState.Unknown, StandingRules.Of([], 0, null, Samples.Start).State);
    }

    [Fact]
    public void What_is_as_it_always_was_is_well()
    {
        var standing = Judge([.. Enumerable.Repeat(8e6, 20)]);

        Assert.Equal(StandingState.Ok, standing.State);
        Assert.Equal(Samples.Start, standing.Since);
    }

    [Fact]
    public void A_latest_hour_of_half_the_speed_is_slow_and_says_against_what()
    {
        var standing = Judge([.. Enumerable.Repeat(8e6, 20), 4e6, 4e6]);

        Assert.Equal(StandingState.Slow, standing.State);
        Assert.Equal(Samples.Start + (20 * Hour), standing.Since);
        Assert.Matches(
            "^Speed of downloads is [34][.0-9]* Mbit/s; in good hours it is [78][.0-9]* Mbit/s[.]$",
            standing.Reason
        );
    }

    [Fact]
    public void A_step_within_what_is_ordinary_is_not_slow()
    {
        double[] noisy = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 8e6 : 6e6)];

        Assert.Equal(StandingState.Ok, Judge([.. noisy, 6e6]).State);
    }

    [Fact]
    public void Half_of_the_latest_downloads_failing_is_failing()
    {
        var steps = Steps([.. Enumerable.Repeat(8e6, 10)]);
        steps.Add((Samples.Start + (10 * Hour), Of(Samples.Transfer(Samples.Start), Samples.Failure(Samples.Start))));

        var standing = StandingRules.Of(steps, 12, steps[^1].At, steps[^1].At);

        Assert.Equal((StandingState.Failing, "1 of the latest 2 downloads failed."), (standing.State, standing.Reason));
    }

    [Fact]
    public void Silence_of_more_than_three_usual_pauses_is_stale_however_good_it_was()
    {
        var steps = Steps([.. Enumerable.Repeat(8e6, 20)]);
        var last = steps[^1].At;

        Assert.Equal(StandingState.Ok, StandingRules.Of(steps, 20, last, last + (2.9 * Hour)).State);
        Assert.Equal(StandingState.Stale, StandingRules.Of(steps, 20, last, last + (3.1 * Hour)).State);
    }

    private static TargetStanding Judge(double[] speeds)
    {
        var steps = Steps(speeds);
        return StandingRules.Of(steps, steps.Count, steps[^1].At, steps[^1].At);
    }

    private static List<(DateTimeOffset At, Summary Summary)> Steps(double[] speeds) =>
        [
            .. speeds.Select(
                (speed, i) =>
                    (Samples.Start + (i * Hour), Of(Samples.Transfer(Samples.Start, speed, (long)(speed / 8))))
            ),
        ];

    private static Summary Of(params IEnumerable<Observation> observations)
    {
        var summary = new Summary();
        foreach (var observation in observations)
            summary.Add(observation);
        return summary;
    }
}
