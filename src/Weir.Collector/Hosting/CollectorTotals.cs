namespace Weir.Collector.Hosting;

/// <summary>What a collector has done with the lines it was sent since it started.</summary>
public sealed record CollectorTotals(long Accepted, long Duplicates, long Rejected);
