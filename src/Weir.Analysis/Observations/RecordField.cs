namespace Weir.Analysis.Observations;

/// <summary>What a collector reads of a record, by its names in JSON.</summary>
public enum RecordField
{
    Type,
    Id,
    StartedAt,
    Agent,
    Target,
    Outcome,
    Bytes,
    ResumedBytes,
    Duration,
    Response,
    Throughput,
    Sent,
    Lost,
    Jitter,
    Rtt,
    Retransmits,
    Sources,
    Zone,
}
