namespace Weir.Agent.Spool;

/// <summary>What an earlier process left in a spool.</summary>
/// <param name="Records">Records that are still to be delivered.</param>
/// <param name="Damaged">Records that are no longer readable.</param>
public sealed record SpoolRecovery(int Records, int Damaged);
