namespace Weir.Analysis.Reports.Pages;

/// <summary>One bar; without a value its place stays empty.</summary>
/// <param name="Name">What stands below it.</param>
/// <param name="IsMarked">Drawn in another colour.</param>
public sealed record ChartBar(string Name, double? Value, bool IsMarked = false);
