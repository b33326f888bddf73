namespace Weir.Cli.Reports;

/// <summary>The form of a report.</summary>
internal enum ReportFormat
{
    Text,
    Html,
    Csv,

    /// <summary>CSV of verdicts instead of summaries.</summary>
    FindingsCsv,

    /// <summary>The <c>analysis</c> object.</summary>
    Json,
}
