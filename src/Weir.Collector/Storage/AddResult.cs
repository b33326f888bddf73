namespace Weir.Collector.Storage;

/// <summary>What became of a batch; with a fault, nothing of it is stored.</summary>
/// <param name="Accepted">Records that are new.</param>
/// <param name="Duplicates">Records whose id is there already.</param>
/// <param name="Refused">Places in the batch of those whose agent has as many targets as one may have.</param>
/// <param name="Fault">Why nothing is stored.</param>
public sealed record AddResult(int Accepted, int Duplicates, IReadOnlyList<int> Refused, StoreFault? Fault = null)
{
    public static AddResult Failed(StoreFault fault) => new(0, 0, [], fault);
}
