using Weir.Origin.Files;

namespace Weir.Origin.Runs;

/// <summary>
/// Holds clients until enough of them wait, lets these go together, and follows them until their round is over; only then
/// the next one goes, so that no round disturbs another. Pure: time comes in. Guarded by its owner.
/// </summary>
/// <param name="size">Clients of a round.</param>
/// <param name="newRunId">The id of the run with that number, from 1.</param>
internal sealed class Rounds(int size, Func<int, string> newRunId)
{
    private readonly List<RunClient> _waiting = [];

    /// <summary>Of the round that is gathering.</summary>
    public int Number { get; private set; } = 1;

    public string RunId { get; private set; } = newRunId(1);

    /// <summary>Clients that wait.</summary>
    public int Ready => _waiting.Count;

    /// <summary>Their names, in the order in which they came.</summary>
    public IEnumerable<string> ReadyNames => _waiting.Select(client => client.Id.Name);

    /// <summary>The round that was let go and is not over.</summary>
    public Round? Running { get; private set; }

    /// <summary>The round that was over last: its receipts may still come.</summary>
    public Round? Last { get; private set; }

    /// <summary>
    /// A client asks for a file: it is one of the running round, or says that it is one of the last and late; it waits
    /// already, or waits from now on.
    /// </summary>
    /// <param name="round">The round that the request belongs to; null when it has to wait.</param>
    public RunClient Arrive(ClientId id, ServedFile file, Func<RunClient> create, out Round? round)
    {
        round = Running;
        var client = Member(round, id, file);
        // One that was quiet for so long that its round was taken for over: nobody would come to wait with it again.
        if (
            client is null
            && Last is { } last
            && id.Run == last.RunId
            && Member(last, id, file) is { HasAll: false } late
        )
            (client, round) = (late, last);
        if (client is null)
            round = null;
        if (client is null)
        {
            client = _waiting.Find(waiting => waiting.Id == id);
            if (client is null)
                _waiting.Add(client = create());
        }

        client.Begin();
        return client;
    }

    private static RunClient? Member(Round? round, ClientId id, ServedFile file) =>
        round?.Find(id) is { } member && member.Claims(file) ? member : null;

    /// <summary>A held request's client went away; with its last one it leaves the count.</summary>
    public void Leave(RunClient client)
    {
        client.Leave();
        if (client.Open == 0)
            _waiting.Remove(client);
    }

    /// <summary>Lets the first that came go when there are enough and nobody is under way; null when not.</summary>
    public Round? TryRelease(TimeSpan now, DateTimeOffset at)
    {
        if (Running is not null || _waiting.Count < size)
            return null;
        Running = new Round(RunId, Number, [.. _waiting.Take(size)], now, at);
        _waiting.RemoveRange(0, size);
        Number++;
        RunId = newRunId(Number);
        return Running;
    }

    /// <summary>Ends the running round when all its clients have settled, or by force; null when it goes on.</summary>
    public Round? TryEnd(TimeSpan now, bool isForced = false)
    {
        if (Running is not { } round || (!isForced && round.Unsettled(now) > 0))
            return null;
        Last = round;
        Running = null;
        return round;
    }

    /// <summary>Whose receipt it is that comes under this ticket.</summary>
    public RunClient? FindTicket(string runId, string ticket, out Round? round)
    {
        round =
            Running?.RunId == runId ? Running
            : Last?.RunId == runId ? Last
            : null;
        return round?.Clients.FirstOrDefault(client => client.Ticket == ticket);
    }
}
