namespace Weir.Origin.Runs;

/// <summary>The runs of an origin at one moment.</summary>
/// <param name="RunId">Of the round that is gathering.</param>
/// <param name="Round">Its number, from 1.</param>
/// <param name="Ready">Clients that are held for it.</param>
/// <param name="Clients">Clients that it waits for.</param>
/// <param name="Running">Clients of the round before that are still at it; 0 without one.</param>
public sealed record RunStatus(string RunId, int Round, int Ready, int Clients, int Running);
