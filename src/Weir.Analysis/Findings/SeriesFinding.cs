using Weir.Analysis.BusyHours;
using Weir.Analysis.Comparison;
using Weir.Analysis.Congestion;
using Weir.Analysis.Episodes;
using Weir.Analysis.Series;
using Weir.Analysis.Shifts;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Findings;

/// <summary>All that is said about one metric of one agent's view of one target.</summary>
public sealed record SeriesFinding
{
    public required string Agent { get; init; }

    public required string Target { get; init; }

    public required Metric Metric { get; init; }

    /// <summary>Whose clocks its hours and days are of.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Measurements.</summary>
    public required long Count { get; init; }

    /// <summary>Of all quarters, with the interval from drawing whole days; null below six days.</summary>
    public Interval? Median { get; init; }

    public required CongestionFinding Congestion { get; init; }

    /// <summary>Of the congestion, when it recurs.</summary>
    public Place Where { get; init; }

    public IReadOnlyList<LevelShift> Shifts { get; init; } = [];

    public IReadOnlyList<Episode> Episodes { get; init; } = [];

    /// <summary>Of the path's downloads.</summary>
    public required HourVerdict Demand { get; init; }

    public required HourVerdict Pain { get; init; }

    /// <summary>Of the path's downloads.</summary>
    public required HourVerdict TimeConsistent { get; init; }

    public DiurnalDrop? Drop { get; init; }

    /// <summary>168 cells from Monday on.</summary>
    public IReadOnlyList<HourOfWeekCell> Week { get; init; } = [];

    /// <summary>For the graph of the day: what each quarter is above the day's floor, the median over days; NaN for unknown.</summary>
    public IReadOnlyList<double> DayCurve { get; init; } = [];
}
