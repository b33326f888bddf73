namespace Weir.Downloads.Planning;

/// <summary>A rule for who fetches what: the planner asks it whenever a connection is free.</summary>
internal interface IBalance
{
    /// <summary>
    /// The next work for <paramref name="taker"/>: an extent, and the stretch (new, split off, or raced for) it belongs
    /// to; null when there is none now.
    /// </summary>
    Choice? Next(Planner plan, Connection taker, TimeSpan now);
}

internal readonly record struct Choice(Stretch Stretch, Extent Extent)
{
    public static Choice Of(Stretch stretch) => new(stretch, stretch.Rest);
}

/// <summary>For sources without ranges: one connection at a time, from the first byte, skipping what is there already.</summary>
internal sealed class WholeFile : IBalance
{
    public Choice? Next(Planner plan, Connection taker, TimeSpan now)
    {
        if (plan.Stretches.Count > 0 || plan.Pool.IsEmpty)
            return null;
        var stretch = plan.Claim(plan.Pool[0]);
        return new Choice(stretch, new Extent(0, stretch.To));
    }
}
