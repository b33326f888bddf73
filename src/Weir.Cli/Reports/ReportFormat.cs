namespace Weir.Cli.Reports;

/// <summary>The form of a report.</summary>
internal enum ReportFormat
{
    Text,
    Html,
    Csv,

    /// <summary>The <c>analysis</c> object.</summary>
    Json,
}
