using Weir.Measurements.Records;

namespace Weir.Analysis.Simulation;

/// <summary>
/// Plays a scenario: the very records that agents would have sent, each marked as simulated. Pure: the same options give
/// the same records, and each path is independent of how many others there are.
/// </summary>
public static class TrafficSimulator
{
    private static readonly TimeSpan StepLength = TimeSpan.FromMinutes(5);

    public static string AgentName(int index) => $"agent-{index + 1}";

    public static string TargetName(int index) => $"http://mirror-{index + 1}.example/simulated.bin";

    /// <summary>All of them by five minutes, agent and target: <see cref="ProbeRecord"/> and <see cref="TransferRecord"/>.</summary>
    public static IEnumerable<object> Records(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clock = new SimulationClock(options);
        var paths = (
            from agent in Enumerable.Range(0, options.Agents)
            from target in Enumerable.Range(0, options.Targets)
            select new SimulatedPath(options, clock, agent, target)
        ).ToArray();
        var end = clock.End;
        for (var at = clock.Start; at < end; at += StepLength)
        {
            foreach (var path in paths)
            {
                foreach (var record in path.Step(at))
                    yield return record;
            }
        }
    }

    /// <summary>The clocks that the scenario's story follows.</summary>
    public static TimeZoneInfo ZoneOf(SimulationOptions options) => new SimulationClock(options).Zone;

    /// <summary>When a disturbance without a pause begins: the first of a scenario.</summary>
    public static DateTimeOffset Stretch(SimulationOptions options, Timetable.Constant when)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(when);
        var clock = new SimulationClock(options);
        return SimulatedPath.Stretches(options, clock, when, 0).First().From;
    }
}
