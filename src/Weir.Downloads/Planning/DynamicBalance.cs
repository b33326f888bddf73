namespace Weir.Downloads.Planning;

/// <summary>
/// The faster a source, the more it does. While unassigned bytes are left, a free connection takes as many as keep it
/// busy for a while, fewer towards the end (guided self-scheduling). With none left it takes over part of the stretch
/// that would finish last, in the proportion of the two rates, so that both end together; a rest too small to split is
/// raced: fetched a second time, and whoever is first wins.
/// </summary>
internal sealed class DynamicBalance(PlannerOptions options) : IBalance
{
    /// <summary>Splits fall on this grid, so that writes stay aligned to pages.</summary>
    private const long Grain = 64 << 10;

    /// <summary>What taking over must save at least, or the request costs more than it brings.</summary>
    private static readonly TimeSpan LeastGain = TimeSpan.FromMilliseconds(15);

    /// <summary>A range lasts this many latencies, so that waiting for answers costs about a hundredth of the time.</summary>
    private const int WorthALatency = 100;

    private static readonly TimeSpan AssumedLatency = TimeSpan.FromMilliseconds(5);

    /// <summary>A response that has not begun after this long says something about its source.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    public Choice? Next(Planner plan, Connection taker, TimeSpan now)
    {
        var free = plan.Pool.FirstWithin(plan.Bounds);
        if (!free.IsEmpty && !IsCrumbOfWindow(plan, free))
        {
            var length = Math.Min(free.Length, RangeLength(plan, taker));
            // A crumb left behind would cost a request of its own.
            if (free.Length - length < options.MinimumSplit)
                length = free.Length;
            return Choice.Of(plan.Claim(new Extent(free.From, free.From + length)));
        }
        return TakeOver(plan, taker, now);
    }

    /// <summary>
    /// The window moves in small steps; what one step frees is not worth a request. It grows: hashing goes on up to the
    /// first missing byte, and from there the window always holds more than a crumb.
    /// </summary>
    private bool IsCrumbOfWindow(Planner plan, Extent free) =>
        free.Length < options.MinimumRange && free.To == plan.Bounds.To && free.To < plan.Size;

    private long RangeLength(Planner plan, Connection taker)
    {
        var connections = plan.Connections.Count;
        if (options.ExpectedConnections <= 1 && connections == 1)
            return options.Window is { } whole ? whole / 2 : long.MaxValue;

        var most = options.MaximumRange;
        if (options.Window is { } window)
            most = Math.Clamp(window / (3 * connections) / Grain * Grain, Grain, most);
        var least = Math.Min(options.MinimumRange, most);
        var rate = taker.Rate.BytesPerSecond ?? 0;
        var waits = (taker.Latency ?? TimeSpan.Zero) * WorthALatency;
        var busy = rate * (waits > options.RangeDuration ? waits : options.RangeDuration).TotalSeconds;
        var length = (long)Math.Clamp(Math.Min(busy, plan.Pool.Total * Share(plan, rate) / 2), least, most);
        return Math.Max(Grain, length / Grain * Grain);
    }

    /// <summary>The part of all rates that is the taker's; while they are not known, equal parts.</summary>
    private static double Share(Planner plan, double rate)
    {
        var sum = 0.0;
        foreach (var connection in plan.Connections)
        {
            if (connection.Rate.BytesPerSecond is not { } known)
                return 1.0 / plan.Connections.Count;
            sum += known;
        }
        return sum > 0 ? rate / sum : 1.0 / plan.Connections.Count;
    }

    private Choice? TakeOver(Planner plan, Connection taker, TimeSpan now)
    {
        Stretch? victim = null;
        var latest = TimeSpan.Zero;
        foreach (var stretch in plan.Stretches)
        {
            if (stretch.Segments is not [var owner] || TimeLeft(stretch, owner, now) is not { } left || left <= latest)
                continue;
            (victim, latest) = (stretch, left);
        }
        if (victim is null || latest < LeastGain)
            return null;

        var theirs = victim.Segments[0].Connection.Rate.BytesPerSecond ?? 0;
        var mine = taker.Rate.BytesPerSecond ?? AverageRate(plan) ?? Math.Max(theirs, 1);
        var latency = taker.Latency ?? AssumedLatency;
        var share = Math.Min(mine / (mine + theirs), 0.9);
        var split = RoundUp(victim.To - (long)(victim.Remaining * share));
        var tail = victim.To - split;

        if (tail >= options.MinimumSplit && split - victim.Frontier >= Grain)
        {
            var gain = latest - latency - TimeAt(tail, mine);
            return gain >= LeastGain ? Choice.Of(plan.Split(victim, split)) : null;
        }

        // A race pays twice for the same bytes, so it must be clearly worth it.
        var raced = latency + TimeAt(victim.Remaining, mine);
        return victim.Remaining <= 2 * options.MinimumSplit && raced < latest * 0.7 && latest - raced >= LeastGain
            ? Choice.Of(victim)
            : null;
    }

    /// <summary>When the owner would be through, or null while it is too early to tell.</summary>
    private static TimeSpan? TimeLeft(Stretch stretch, Segment owner, TimeSpan now)
    {
        var silence = now - owner.LastByteAt;
        if (owner.Connection.Rate.BytesPerSecond is { } rate and > 0 && (owner.HasBegun || silence < Patience))
        {
            var seconds = Math.Min(stretch.Remaining / rate, TimeSpan.FromDays(1).TotalSeconds);
            var left = TimeSpan.FromSeconds(seconds);
            return silence > Patience ? left + silence : left;
        }
        return silence > Patience ? TimeSpan.FromDays(1) : null;
    }

    private static double? AverageRate(Planner plan)
    {
        var (sum, count) = (0.0, 0);
        foreach (var connection in plan.Connections)
        {
            if (connection.Rate.BytesPerSecond is not { } rate)
                continue;
            sum += rate;
            count++;
        }
        return count > 0 ? sum / count : null;
    }

    /// <summary>A rate decays towards 0 while nothing comes: the time it would take is bounded.</summary>
    private static TimeSpan TimeAt(long bytes, double rate) =>
        TimeSpan.FromSeconds(Math.Min(bytes / Math.Max(rate, 1), TimeSpan.FromDays(1).TotalSeconds));

    private static long RoundUp(long offset) => (offset + Grain - 1) / Grain * Grain;
}
