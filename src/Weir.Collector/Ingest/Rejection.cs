namespace Weir.Collector.Ingest;

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Reason">A sentence.</param>
public sealed record Rejection(int Line, string Reason);
