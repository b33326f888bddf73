namespace Weir.Analysis.Runs.Importing;

/// <summary>Runs that were measured elsewhere, computed anew from their clients. Pure.</summary>
public static class ImportedRuns
{
    /// <param name="agent">Who measured.</param>
    /// <param name="target">What was measured.</param>
    /// <param name="now">Stands for the start of a run whose rows do not tell it.</param>
    public static IReadOnlyList<RunOutcome> Of(
        IReadOnlyList<ClientResult> clients,
        string agent,
        string target,
        DateTimeOffset now
    ) =>
        [
            .. clients
                .GroupBy(client => client.RunId)
                .Select(run =>
                    RunSummary.Of(
                        new RunHeading(
                            run.Key,
                            run.Min(client => client.StartedAt) ?? now,
                            agent,
                            target,
                            Spread([.. run])
                        ),
                        [.. run]
                    )
                ),
        ];

    /// <summary>Null unless all starts are known.</summary>
    private static TimeSpan? Spread(IReadOnlyCollection<ClientResult> clients) =>
        clients.All(client => client.StartedAt is not null)
            ? clients.Max(client => client.StartedAt!.Value) - clients.Min(client => client.StartedAt!.Value)
            : null;
}
