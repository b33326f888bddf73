namespace Weir.Downloads.Planning;

/// <summary>
/// The classic way, for teaching and comparison: the file is cut into equal parts, one for each expected connection;
/// each fetches its own. When all that can have finished theirs, what failed ones left is divided equally among those
/// that are there. Nobody takes over from a slower one.
/// </summary>
internal sealed class EqualBalance(PlannerOptions options, long size) : IBalance
{
    private readonly List<int> _parts = [];
    private readonly Queue<Extent> _leftovers = [];

    public Choice? Next(Planner plan, Connection taker, TimeSpan now)
    {
        var own = plan.Pool.FirstWithin(PartOf(taker.Id));
        if (!own.IsEmpty)
            return Choice.Of(plan.Claim(own));

        while (_leftovers.TryDequeue(out var leftover))
        {
            var free = plan.Pool.FirstWithin(leftover);
            if (!free.IsEmpty)
                return Choice.Of(plan.Claim(free));
        }
        if (plan.Stretches.Count > 0 || plan.Pool.IsEmpty || plan.IsAwaitingOthers)
            return null;

        Divide(plan);
        return Next(plan, taker, now);
    }

    private Extent PartOf(int connection)
    {
        var part = _parts.IndexOf(connection);
        if (part < 0)
        {
            part = _parts.Count;
            _parts.Add(connection);
        }
        var parts = Math.Max(1, options.ExpectedConnections);
        return part < parts ? new Extent(Boundary(part, parts), Boundary(part + 1, parts)) : default;
    }

    private long Boundary(int part, int parts) => (long)((Int128)size * part / parts);

    private void Divide(Planner plan)
    {
        var share = Math.Max(1, (plan.Pool.Total + plan.Connections.Count - 1) / plan.Connections.Count);
        foreach (var extent in plan.Pool)
            for (var from = extent.From; from < extent.To; from += share)
                _leftovers.Enqueue(new Extent(from, Math.Min(extent.To, from + share)));
    }
}
