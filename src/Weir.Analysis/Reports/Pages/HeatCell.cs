namespace Weir.Analysis.Reports.Pages;

/// <summary>A field of a <see cref="HeatMap"/>.</summary>
/// <param name="Shade">From 0, the best, to 1, the worst; null for unknown.</param>
/// <param name="IsMarked">Whether it stands out.</param>
/// <param name="Text">What it says when pointed at.</param>
public sealed record HeatCell(double? Shade, bool IsMarked, string Text);
