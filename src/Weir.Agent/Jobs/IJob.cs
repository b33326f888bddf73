namespace Weir.Agent.Jobs;

/// <summary>One thing that one agent measures again and again.</summary>
internal interface IJob
{
    /// <summary>Measures once. What the network and the disk do is in the record; a cancelled run gives what it has.</summary>
    Task<Finding> RunAsync(CancellationToken cancellation);

    /// <summary>The record of a run that could not start.</summary>
    /// <param name="due">When it should have started.</param>
    /// <param name="why">A sentence.</param>
    Finding Missed(DateTimeOffset due, string why);
}
