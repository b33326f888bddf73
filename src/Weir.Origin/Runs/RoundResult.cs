using Weir.Analysis.Runs;

namespace Weir.Origin.Runs;

/// <summary>The measurement that a round leaves. Pure.</summary>
internal static class RoundResult
{
    /// <param name="target">What was measured.</param>
    /// <param name="ports">On which this server listens.</param>
    public static RunOutcome Of(Round round, string agent, string target, IReadOnlyCollection<int> ports)
    {
        var starts = round.Clients.Where(c => c.FirstByteAt is not null).Select(c => c.FirstByteAt!.Value).ToArray();
        return RunSummary.Of(
            new RunHeading(round.RunId, round.StartedAt, agent, target, RunMath.Spread(starts)),
            [.. round.Clients.Select(client => ReceiptRules.Of(round, client, ports))]
        );
    }
}
