namespace Weir.Analysis.Findings;

/// <summary>What an analysis of many series says.</summary>
/// <param name="From">The start of the first quarter; null without measurements.</param>
/// <param name="To">The end of the last.</param>
/// <param name="Zone">Whose clocks count in what is about all; a series has its own.</param>
/// <param name="Series">By agent, target and metric.</param>
public sealed record NetworkFindings(
    DateTimeOffset? From,
    DateTimeOffset? To,
    TimeZoneInfo Zone,
    IReadOnlyList<SeriesFinding> Series
);
