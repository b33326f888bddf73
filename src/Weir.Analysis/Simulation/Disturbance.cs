namespace Weir.Analysis.Simulation;

/// <summary>Something that makes a path worse at certain times.</summary>
public sealed record Disturbance(Timetable When, Effect Effect, Scope Scope = Scope.Everyone)
{
    /// <summary>Whether this path is hit; agents and targets are counted from 0.</summary>
    public bool Hits(int agent, int target) =>
        Scope switch
        {
            Scope.FirstAgent => agent == 0,
            Scope.FirstTarget => target == 0,
            Scope.FirstPath => agent == 0 && target == 0,
            _ => true,
        };
}
