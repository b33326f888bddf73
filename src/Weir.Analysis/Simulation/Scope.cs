namespace Weir.Analysis.Simulation;

/// <summary>Whom a disturbance hits.</summary>
public enum Scope
{
    /// <summary>All agents and targets.</summary>
    Everyone,

    /// <summary>The first agent, to whatever target.</summary>
    FirstAgent,

    /// <summary>The first target, from whatever agent.</summary>
    FirstTarget,

    /// <summary>The first agent's way to the first target.</summary>
    FirstPath,
}
