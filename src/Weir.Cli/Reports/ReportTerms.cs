namespace Weir.Cli.Reports;

/// <summary>What a report is about and where it goes.</summary>
/// <param name="From">Null for the first measurement.</param>
/// <param name="To">Null for the last.</param>
/// <param name="File">Null for stdout.</param>
internal sealed record ReportTerms(
    DateTimeOffset? From,
    DateTimeOffset? To,
    TimeZoneInfo Zone,
    ReportFormat Format,
    string? File,
    bool MayOverwrite
)
{
    /// <summary>Whether each agent's own clock counts, and the zone only for what is about several.</summary>
    public bool IsOfAgents { get; init; }

    /// <summary>The first local day of a second period that is compared with what was before it; null for none.</summary>
    public DateOnly? Split { get; init; }
}
