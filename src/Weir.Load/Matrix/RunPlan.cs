namespace Weir.Load.Matrix;

/// <summary>One run to be made.</summary>
/// <param name="Clients">How many clients it has.</param>
/// <param name="File">The file, relative to the sources; null for what the sources name themselves.</param>
public sealed record RunPlan(int Clients, string? File);
