namespace Weir.Collector.Ingest;

/// <summary>What became of the lines of a request, once it is durable.</summary>
public sealed record IngestAnswer(int Accepted, int Duplicates, IReadOnlyList<Rejection> Rejected);
