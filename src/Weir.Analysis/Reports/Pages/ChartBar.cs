namespace Weir.Analysis.Reports.Pages;

/// <summary>One bar; without a value its place stays empty.</summary>
/// <param name="Name">What stands below or before it.</param>
/// <param name="IsMarked">Drawn in another colour.</param>
public sealed record ChartBar(string Name, double? Value, bool IsMarked = false)
{
    /// <summary>What is written instead of a value that is not there.</summary>
    public string Absence { get; init; } = "";
}
