namespace Weir.Origin.Runs;

/// <summary>Clients that were let go together. Guarded by its owner.</summary>
internal sealed class Round(
    string runId,
    int number,
    IReadOnlyList<RunClient> clients,
    TimeSpan releasedAt,
    DateTimeOffset startedAt
)
{
    public string RunId => runId;

    public int Number => number;

    public IReadOnlyList<RunClient> Clients => clients;

    public TimeSpan ReleasedAt => releasedAt;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>A client that knows its round may say so, where it said nothing when it came.</summary>
    public RunClient? Find(ClientId id) =>
        clients.FirstOrDefault(client => client.Id == id || (id.Run == runId && client.Id == id with { Run = null }));

    public int Unsettled(TimeSpan now) => clients.Count(client => !client.IsSettled(now));

    public IEnumerable<string> UnsettledNames(TimeSpan now) =>
        clients.Where(client => !client.IsSettled(now)).Select(client => client.Id.Name);
}
