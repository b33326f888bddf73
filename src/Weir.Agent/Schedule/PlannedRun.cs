namespace Weir.Agent.Schedule;

/// <summary>One run of a job that is to start.</summary>
/// <param name="Job">The number of the job, from 0.</param>
/// <param name="Slot">The number of the run in the job's schedule, from 0.</param>
/// <param name="Due">When it was due, since the schedule's start.</param>
public readonly record struct PlannedRun(int Job, long Slot, TimeSpan Due);
