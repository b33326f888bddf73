namespace Weir.Analysis.Summaries;

/// <summary>The counts of a <see cref="Summary"/>.</summary>
public readonly record struct SummaryCounts(
    long Downloads,
    long Failures,
    long Bytes,
    long Probes,
    long Sent,
    long Lost
);
