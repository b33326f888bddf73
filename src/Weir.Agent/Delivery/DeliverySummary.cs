namespace Weir.Agent.Delivery;

/// <summary>What a delivery has done so far, in records.</summary>
/// <param name="Accepted">Stored by the collector.</param>
/// <param name="Duplicates">The collector had them already: their answer had been lost.</param>
/// <param name="Rejected">Refused for good, and put aside.</param>
public readonly record struct DeliverySummary(long Accepted, long Duplicates, long Rejected);
