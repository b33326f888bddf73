using Weir.Analysis.BusyHours;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Series;

namespace Weir.UnitTests.Analysis.Findings;

public sealed class PlaceRuleTests
{
    [Theory]
    [InlineData("America/New_York", 14, Place.Server)] // the same moment on another clock
    [InlineData("America/New_York", 20, Place.Path)] // six hours later, though both clocks say eight
    [InlineData("Europe/Berlin", 20, Place.Server)]
    public void Only_what_is_congested_at_the_same_moment_has_one_cause(string zone, int hour, Place expected)
    {
        var one = Series("home", "server", "Europe/Berlin", 20);
        SeriesFinding[] all =
        [
            one,
            Series("home", "other", "Europe/Berlin", null),
            Series("away", "server", zone, hour),
            Series("away", "other", zone, null),
        ];

        Assert.Equal(expected, PlaceRule.Of(one, all));
    }

    private static SeriesFinding Series(string agent, string target, string zone, int? hour)
    {
        var unknown = HourVerdict.Insufficient(1);
        return new SeriesFinding
        {
            Agent = agent,
            Target = target,
            Metric = Metric.Rtt,
            Zone = TimeZoneInfo.FindSystemTimeZoneById(zone),
            Count = 1,
            Congestion = CongestionFinding.Insufficient(1, 1) with
            {
                Verdict = hour is null ? CongestionVerdict.None : CongestionVerdict.Recurring,
                Windows = hour is { } from
                    ? [new CongestionWindow(new TimeOnly(from, 0), new TimeOnly(from + 2, 0), 9, 9, 0.001, 0.02, [])]
                    : [],
            },
            Demand = unknown,
            Pain = unknown,
            TimeConsistent = unknown,
        };
    }
}
