namespace Weir.Collector.Storage;

/// <summary>Which measurements are meant; null for any.</summary>
/// <param name="From">Not before this.</param>
/// <param name="To">Before this.</param>
/// <param name="Kind">The record's <c>type</c>; rollups have none.</param>
public sealed record MeasurementFilter(
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Agent = null,
    string? Target = null,
    string? Kind = null
);
