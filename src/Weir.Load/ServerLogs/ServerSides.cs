using Weir.Analysis.Runs;

namespace Weir.Load.ServerLogs;

/// <summary>Puts the server's side beside each client of a run.</summary>
internal static class ServerSides
{
    /// <summary>Servers write their logs a little behind.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads the log until it knows of every client that has the file, or until patience ends.</summary>
    public static async Task<RunOutcome> JoinAsync(
        RunOutcome outcome,
        ServerLogTail log,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var joined = Join(outcome.Clients, log.Read());
            var isWhole = joined.All(client => client.Server?.Bytes >= client.Bytes);
            if (isWhole || cancellation.IsCancellationRequested || time.GetElapsedTime(started) >= Patience)
                return outcome with { Clients = joined };
            await Task.Delay(Look, time, CancellationToken.None);
        }
    }

    /// <summary>
    /// An answer belongs to the client that it names, in the run that it names; where it names none, to the client with the
    /// port that the server saw. Pure.
    /// </summary>
    public static IReadOnlyList<ClientResult> Join(
        IReadOnlyList<ClientResult> clients,
        IReadOnlyList<ServerLogEntry> entries
    )
    {
        var named = entries.Where(entry => entry.Name is not null).ToLookup(entry => (entry.RunId, entry.Name));
        var ports = entries
            .Where(entry => entry.Name is null && entry.ClientPort is not null)
            .ToLookup(entry => entry.ClientPort!.Value);
        return
        [
            .. clients.Select(client =>
            {
                ServerLogEntry[] own =
                [
                    .. named[(client.RunId, client.Client)],
                    .. client.LocalPort is { } port ? ports[port] : [],
                ];
                return own.Length == 0 ? client : client with { Server = Side(own) };
            }),
        ];
    }

    private static ServerSide Side(ServerLogEntry[] entries)
    {
        var timed = entries.Where(entry => entry is { At: not null, Duration: not null }).ToArray();
        var known = entries.Where(entry => entry.Retransmits is not null).ToArray();
        return new ServerSide(
            entries.Sum(entry => entry.Bytes),
            timed.Length == entries.Length
                    ? timed.Max(entry => entry.At!.Value + entry.Duration!.Value) - timed.Min(entry => entry.At!.Value)
                : entries is [var single] ? single.Duration
                : null,
            entries[^1].Port,
            // The count is the connection's: of several answers over one, the last has them all.
            known.Length == 0
                ? null
                : known
                    .GroupBy(entry => entry.Client)
                    .Sum(connection => connection.Max(entry => entry.Retransmits!.Value))
        );
    }
}
