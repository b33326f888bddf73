namespace Weir.Analysis.Standing;

/// <summary>How a target is doing, why, and since when.</summary>
/// <param name="Reason">A sentence.</param>
/// <param name="Since">The start of the first step of this state; null when it is not known.</param>
public sealed record TargetStanding(StandingState State, string Reason, DateTimeOffset? Since);
