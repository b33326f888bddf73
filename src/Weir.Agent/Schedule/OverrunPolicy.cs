namespace Weir.Agent.Schedule;

/// <summary>What becomes of a run that is due while the one before it of the same job still goes on.</summary>
public enum OverrunPolicy
{
    /// <summary>It does not start, and leaves a record that says so.</summary>
    Skip,

    /// <summary>One run waits for that end and starts then; more of them do not start.</summary>
    Wait,
}
