using Weir.Agent.Traffic;
using Weir.Measurements.Records;
using Weir.Probes.Probing;

namespace Weir.Agent.Jobs;

/// <summary>Sends one session of packets.</summary>
/// <param name="zone">Of the agent's clock, by its name in the tz database; null for one without.</param>
internal sealed class ProbeJob(PathTarget target, string agent, string? zone, TrafficWatch traffic, TimeProvider time)
    : IJob
{
    /// <summary>What the packets of a session are on the wire, with the headers of IP and Ethernet; requests are larger.</summary>
    private const int UsualPacket = 60 + 42;

    private readonly ProbeOptions _options = new()
    {
        Agent = agent,
        Target = target.Name,
        Count = target.Count,
        Interval = target.Interval,
        Size = target.Size,
        Trust = target.Trust,
    };

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        var begun = traffic.Begin();
        var record = await new Prober(target.Reflector, _options, time).RunAsync(cancellation);
        var own = (record.Sent + record.Received) * (long)UsualPacket;
        return new ProbeFinding(
            record with
            {
                Zone = zone,
                LocalTraffic = begun.End(own),
                LocalTrafficBefore = begun.Before,
            }
        );
    }

    public Finding Missed(DateTimeOffset due, string why) =>
        new ProbeFinding(
            new ProbeRecord
            {
                Id = RecordIds.NewId(time),
                StartedAt = due,
                Agent = agent,
                Target = target.Name,
                Zone = zone,
                Protocol = target.Reflector.ProtocolName,
                Outcome = ProbeOutcome.Overrun,
                Error = why,
            }
        );
}
