namespace Weir.Probes.Probing;

/// <summary>How far a running session is.</summary>
/// <param name="LastRtt">Null before the first reply.</param>
public readonly record struct ProbeProgress(int Sent, long Received, TimeSpan? LastRtt);
