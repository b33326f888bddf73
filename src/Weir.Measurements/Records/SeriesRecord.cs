namespace Weir.Measurements.Records;

/// <summary>Several runs that belong together.</summary>
public sealed record SeriesRecord
{
    /// <summary>Always <c>series</c>.</summary>
    public string Type { get; } = "series";

    /// <summary>In the order in which they ran.</summary>
    public required IReadOnlyList<RunRecord> Runs { get; init; }
}
