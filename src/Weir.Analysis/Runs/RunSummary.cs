using Weir.Measurements.Records;

namespace Weir.Analysis.Runs;

/// <summary>Makes a run's record of what its clients did. Pure.</summary>
public static class RunSummary
{
    public static RunOutcome Of(RunHeading heading, IReadOnlyList<ClientResult> clients)
    {
        var done = clients.Where(client => client.Outcome == TransferOutcome.Ok).ToArray();
        var times = done.Where(client => client.Duration is not null)
            .Select(client => client.Duration!.Value)
            .ToArray();
        TimeSpan? slowest = times.Length > 0 ? times.Max() : null;
        var total = done.Sum(client => client.Bytes);
        var files = clients.Select(client => client.File).Distinct().ToArray();
        var run = new RunRecord
        {
            Id = heading.Id,
            StartedAt = heading.StartedAt,
            Agent = heading.Agent,
            Target = heading.Target,
            File = files is [var only] ? only : null,
            Clients = clients.Count,
            Bytes = done.Length > 0 ? total / done.Length : clients.Max(client => client.ExpectedBytes) ?? 0,
            Slowest = slowest,
            GlobalRate = slowest is { } longest
                ? RunMath.GlobalRate((double)total / done.Length, done.Length, longest)
                : null,
            AggregateRate = Wall(done) is { } wall ? RunMath.AggregateRate(total, wall) : null,
            StartSpread = heading.StartSpread,
            Duration = slowest is null
                ? null
                : new RunDurations
                {
                    P50 = RunMath.Percentile(times, 0.5),
                    P95 = RunMath.Percentile(times, 0.95),
                    Max = slowest,
                },
            Jain = RunMath.Jain([.. done.Select(client => client.Throughput?.BytesPerSecond ?? 0)]),
            Ok = done.Length,
            Failed = clients.Count(client => client.Outcome is not (TransferOutcome.Ok or TransferOutcome.Corrupt)),
            Corrupt = clients.Count(client => client.Outcome == TransferOutcome.Corrupt),
        };
        return new RunOutcome(run, clients);
    }

    /// <summary>From the first start to the last end.</summary>
    private static TimeSpan? Wall(IEnumerable<ClientResult> done)
    {
        var known = done.Where(client => client is { StartedAt: not null, Duration: not null }).ToArray();
        return known.Length == 0
            ? null
            : known.Max(client => client.StartedAt!.Value + client.Duration!.Value)
                - known.Min(client => client.StartedAt!.Value);
    }
}
