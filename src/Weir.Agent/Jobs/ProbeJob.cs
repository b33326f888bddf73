using Weir.Measurements.Records;
using Weir.Probes.Probing;

namespace Weir.Agent.Jobs;

/// <summary>Sends one session of packets; how many and how fast are the probes' own defaults.</summary>
internal sealed class ProbeJob(PathTarget target, string agent, TimeProvider time) : IJob
{
    private readonly ProbeOptions _options = new() { Agent = agent, Target = target.Name };

    public async Task<Finding> RunAsync(CancellationToken cancellation) =>
        new ProbeFinding(await new Prober(target.Reflector, _options, time).RunAsync(cancellation));

    public Finding Missed(DateTimeOffset due, string why) =>
        new ProbeFinding(
            new ProbeRecord
            {
                Id = RecordIds.NewId(time),
                StartedAt = due,
                Agent = agent,
                Target = target.Name,
                Protocol = target.Reflector.ProtocolName,
                Outcome = ProbeOutcome.Overrun,
                Error = why,
            }
        );
}
