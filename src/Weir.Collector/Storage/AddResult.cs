namespace Weir.Collector.Storage;

/// <summary>What became of a batch; with a fault, nothing of it is stored.</summary>
public sealed record AddResult(int Accepted, int Duplicates, StoreFault? Fault = null);
