namespace Weir.Analysis.Simulation;

/// <summary>A disturbance that was there from one moment to another.</summary>
/// <param name="Strength">1 is what the effect says.</param>
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To, double Strength);
