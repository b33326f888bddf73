namespace Weir.Analysis.Reports;

/// <summary>A table as all forms of a report show it: the first column names the row, the others hold values.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Heads">One per column.</param>
/// <param name="Rows">Each with as many cells as there are heads.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The heads of further columns that hold words and no values.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
