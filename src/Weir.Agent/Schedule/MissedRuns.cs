namespace Weir.Agent.Schedule;

/// <summary>Runs of a job that will not start because another one stood in their way.</summary>
/// <param name="Job">The number of the job, from 0.</param>
/// <param name="FirstSlot">The first of the runs.</param>
/// <param name="Count">One, but for an agent that stood still for very many.</param>
/// <param name="Due">When the first of them was due, since the schedule's start.</param>
public readonly record struct MissedRuns(int Job, long FirstSlot, long Count, TimeSpan Due, MissCause Cause);

/// <summary>What stood in the way of a run.</summary>
public enum MissCause
{
    /// <summary>The run before it of the same job went on.</summary>
    PreviousStillRan,

    /// <summary>The run before it of the same job had not begun, because another job went on.</summary>
    AnotherStillRan,

    /// <summary>The agent itself stood still: a stopped process, a machine without time for it.</summary>
    AgentStoodStill,
}
