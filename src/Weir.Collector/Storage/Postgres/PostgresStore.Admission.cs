using Weir.Collector.Ingest;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    /// <summary>Pairs of agent and target kept in memory; beyond it all are looked up anew.</summary>
    private const int MostPairs = 200_000;

    /// <summary>Pairs that are stored; they never go. Used by the one that writes.</summary>
    private readonly HashSet<(long Agent, long Target)> _pairs = [];

    /// <summary>
    /// The records of these batches with the numbers of their names, and the places of those whose agent has as many targets as
    /// it may have: their targets get no number.
    /// </summary>
    private async Task<(List<Row> Rows, List<int>[] Refused)> AdmitAsync(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        _agents.Trim();
        _targets.Trim();
        if (_pairs.Count > MostPairs)
            _pairs.Clear();
        var strangers = Strangers(batches);
        var turnedAway = strangers.Count > 0 ? await MeetAsync(strangers) : [];
        var rows = new List<Row>(batches.Sum(batch => batch.Count));
        var refused = new List<int>[batches.Count];
        for (var i = 0; i < batches.Count; i++)
        {
            refused[i] = [];
            for (var place = 0; place < batches[i].Count; place++)
            {
                var envelope = batches[i][place];
                if (turnedAway.Count > 0 && turnedAway.Contains((envelope.Agent, envelope.Target)))
                    refused[i].Add(place);
                else if (
                    _targets.TryGet(envelope.Target, out var target) && _agents.TryGet(envelope.Agent, out var agent)
                )
                    rows.Add(new Row(envelope, i, target, agent));
                else
                    throw new InvalidOperationException("A name got no number.");
            }
        }

        return (rows, refused);
    }

    /// <summary>Agents and targets that are not known to belong together, each pair once, in the order in which they come.</summary>
    private List<(string Agent, string Target)> Strangers(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        var seen = new HashSet<(string, string)>();
        var strangers = new List<(string, string)>();
        foreach (var batch in batches)
        {
            foreach (var envelope in batch)
            {
                var isKnown =
                    _agents.TryGet(envelope.Agent, out var agent)
                    && _targets.TryGet(envelope.Target, out var target)
                    && _pairs.Contains((agent, target));
                if (!isKnown && seen.Add((envelope.Agent, envelope.Target)))
                    strangers.Add((envelope.Agent, envelope.Target));
            }
        }

        return strangers;
    }

    /// <summary>Gives numbers to the names of those that may be; the result are the pairs that may not.</summary>
    private async Task<HashSet<(string Agent, string Target)>> MeetAsync(List<(string Agent, string Target)> strangers)
    {
        await _agents.MakeAsync(strangers.Select(pair => pair.Agent), CancellationToken.None);
        await _targets.FindAsync(strangers.Select(pair => pair.Target), CancellationToken.None);
        var counts = await RememberPairsAsync(strangers.Select(pair => pair.Agent));
        var turnedAway = new HashSet<(string, string)>();
        foreach (var (agent, target) in strangers)
        {
            _agents.TryGet(agent, out var number);
            if (_targets.TryGet(target, out var known) && _pairs.Contains((number, known)))
                continue;
            var count = counts.GetValueOrDefault(number);
            if (count < _limits.TargetsPerAgent)
                counts[number] = count + 1;
            else
                turnedAway.Add((agent, target));
        }

        await _targets.MakeAsync(
            strangers.Where(pair => !turnedAway.Contains(pair)).Select(pair => pair.Target),
            CancellationToken.None
        );
        return turnedAway;
    }

    /// <summary>Keeps what these agents have stored in memory, and counts it.</summary>
    private async Task<Dictionary<long, int>> RememberPairsAsync(IEnumerable<string> agents)
    {
        var numbers = new HashSet<long>();
        foreach (var name in agents)
        {
            if (_agents.TryGet(name, out var number))
                numbers.Add(number);
        }

        await using var command = _source.CreateCommand(
            "select agent_id, target_id from series where agent_id = any($1)"
        );
        command.Parameters.Add(Numbers([.. numbers]));
        var counts = new Dictionary<long, int>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var pair = (Agent: rows.GetInt64(0), Target: rows.GetInt64(1));
            _pairs.Add(pair);
            counts[pair.Agent] = counts.GetValueOrDefault(pair.Agent) + 1;
        }

        return counts;
    }

    /// <summary>A record with the number of its batch and those of its names.</summary>
    private readonly record struct Row(Envelope Envelope, int Batch, long Target, long Agent);
}
