using Weir.Collector.Storage;

namespace Weir.Collector.Ingest;

/// <summary>How an ingest ended. Without an answer nothing is acknowledged, and the sender sends all of it again.</summary>
public abstract record IngestResult
{
    private IngestResult() { }

    public sealed record Done(IngestAnswer Answer) : IngestResult;

    /// <summary>More than <see cref="IngestLimits"/> allow.</summary>
    public sealed record TooLarge : IngestResult;

    /// <summary>The body is not what its Content-Encoding says.</summary>
    public sealed record Damaged : IngestResult;

    public sealed record NotStored(StoreFault Fault) : IngestResult;
}
