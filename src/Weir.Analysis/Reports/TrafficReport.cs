using Weir.Analysis.Comparison;
using Weir.Analysis.Findings;
using Weir.Analysis.Hours;
using Weir.Analysis.Limits;
using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Reports;

/// <summary>What a store of measurements says about a period: the numbers, before they become text, CSV or HTML.</summary>
public sealed record TrafficReport
{
    /// <summary>The start of the period; without one, of the first measurement; null when there is none either.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>The end of the period, which does not belong to it.</summary>
    public DateTimeOffset? To { get; private init; }

    /// <summary>Of what is about several agents.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public required Summary All { get; init; }

    /// <summary>By agent: who measured is the client.</summary>
    public required IReadOnlyList<(SummaryKey Key, Summary Summary)> Clients { get; init; }

    public required IReadOnlyList<(SummaryKey Key, Summary Summary)> Targets { get; init; }

    /// <summary>The width of the steps of <see cref="Timeline"/>.</summary>
    public TimeSpan Step { get; private init; }

    /// <summary>Performance over time, by local start of the step; steps without data are left out.</summary>
    public required IReadOnlyList<(DateTime Start, Summary Summary)> Timeline { get; init; }

    /// <summary>By hour of the day, the observed ones.</summary>
    public required IReadOnlyList<(SummaryKey Key, Summary Summary)> ByHour { get; init; }

    public required IReadOnlyList<HourOfDay> Hours { get; init; }

    public required HourFinding Busiest { get; init; }

    public required HourFinding Slowest { get; init; }

    /// <summary>When and where it is slow, series by series.</summary>
    public required NetworkFindings Findings { get; init; }

    /// <summary>Who held the transfers to each client back, from a server's log; empty without one.</summary>
    public IReadOnlyList<LimitFinding> Limits { get; init; } = [];

    /// <summary>Before a day and from it on; null when nobody asked.</summary>
    public ComparedPeriods? Periods { get; init; }

    /// <param name="rollups">All rollups of the period.</param>
    /// <param name="from">The start that was asked for.</param>
    /// <param name="to">The end that was asked for.</param>
    /// <param name="clocks">Whose clocks count.</param>
    public static TrafficReport Of(
        IReadOnlyList<Rollup> rollups,
        DateTimeOffset? from,
        DateTimeOffset? to,
        Clocks clocks
    )
    {
        ArgumentNullException.ThrowIfNull(rollups);
        ArgumentNullException.ThrowIfNull(clocks);
        var first = from ?? (rollups.Count > 0 ? rollups.Min(rollup => rollup.At) : null);
        var last = to ?? (rollups.Count > 0 ? rollups.Max(rollup => rollup.At) + Rollup.Width : null);
        var step = BucketWidths.For(last - first ?? TimeSpan.Zero);
        var hours = HourProfile.Of(rollups, clocks);
        return new TrafficReport
        {
            From = first,
            To = last,
            Zone = clocks.Zone,
            All = Summary.Of(rollups.Select(rollup => rollup.Summary)),
            Clients = Summarize.By(Grouping.Agent, rollups, clocks),
            Targets = Summarize.By(Grouping.Target, rollups, clocks),
            Step = step,
            Timeline =
            [
                .. rollups
                    .GroupBy(rollup => BucketWidths.StartOf(LocalTime.Of(rollup.At, clocks.Zone), step))
                    .OrderBy(group => group.Key)
                    .Select(group => (group.Key, Summary.Of(group.Select(rollup => rollup.Summary)))),
            ],
            ByHour = Summarize.By(Grouping.Hour, rollups, clocks),
            Hours = hours,
            Busiest = HourRules.Busiest(hours),
            Slowest = HourRules.Slowest(hours),
            Findings = Analyst.Of(rollups, clocks),
        };
    }
}
