using Weir.Origin.Replicas;
using Weir.Origin.Runs;
using Weir.Transport.Loop;

namespace Weir.Cli.Serving;

/// <summary>Runs the commands that people type at a server, whether as keys on the screen or as lines of a pipe.</summary>
internal sealed class ServeConsole(OriginServer origin, Reflectors? reflectors, Company? company = null) : IDisposable
{
    /// <summary>A list is read in a pipe as well, where no screen says how wide it is.</summary>
    private const int ListWidth = 80;

    private const int ListLines = 100;

    private readonly CancellationTokenSource _quit = new();

    /// <summary>Cancelled by <c>q</c>.</summary>
    public CancellationToken Quit => _quit.Token;

    /// <summary>Whether this key does something without Enter, at the beginning of a line.</summary>
    public bool IsAtOnce(char key) => company?.Find(key) is not null;

    public void Dispose() => _quit.Dispose();

    /// <summary>Runs one line; gives what is to be told about it, in lines; empty for nothing.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return [];
        if (line.Trim() is [var key] && company?.Find(key) is { } answer)
            return await answer();
        if (!ReplicaCommand.TryParse(line, out var command))
            return [$"\"{line.Trim()}\" is no command; there are 1, r1, e1, s1, l{company?.Names} and q"];
        switch (command)
        {
            case ReplicaCommand.Quit:
                await _quit.CancelAsync();
                return [];
            case ReplicaCommand.Steer steer:
                return [await SteerAsync(steer)];
            default:
                return
                [
                    .. origin.Replicas.Select(replica => StatusText.Line(replica.Status)),
                    .. (reflectors?.Statuses ?? []).Select(StatusText.Line),
                    .. origin.Runs is { } runs ? Clients(runs) : [],
                    .. company?.Lines() ?? [],
                ];
        }
    }

    private static IEnumerable<string> Clients(RunBarrier runs) =>
        [StatusText.Ready(runs.Status), .. BoardText.Lines(runs.Board, ListWidth, ListLines)];

    private async Task<string> SteerAsync(ReplicaCommand.Steer steer)
    {
        if (steer.Replica > origin.Replicas.Count)
            return $"there is no replica {steer.Replica}; there are {origin.Replicas.Count}";
        var replica = origin.Replicas[steer.Replica - 1];
        var failure = await replica.ActAsync(steer.Act);
        return failure == ListenFailure.None
            ? $"replica {steer.Replica} is {replica.State.Name()}"
            : ServeMistakes.Sentence(new OriginFailure.CannotListen(replica.Status.Address, failure));
    }
}
