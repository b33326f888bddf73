namespace Weir.Analysis.Summaries;

/// <summary>The counts of a <see cref="Summary"/>.</summary>
/// <param name="Retransmits">Null when no transfer tells them.</param>
/// <param name="RetransmitBytes">What the transfers that tell them brought.</param>
public readonly record struct SummaryCounts(
    long Downloads,
    long Failures,
    long Bytes,
    long Probes,
    long Sent,
    long Lost,
    long? Retransmits = null,
    long RetransmitBytes = 0
);
