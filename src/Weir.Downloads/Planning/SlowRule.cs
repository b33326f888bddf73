namespace Weir.Downloads.Planning;

/// <summary>When a connection counts as stalled, far too slow, or dead.</summary>
internal static class SlowRule
{
    public static VerdictKind? Judge(PlannerOptions options, Segment segment, double? median, TimeSpan now)
    {
        var silence = now - segment.LastByteAt;
        if (segment.IsStalled)
            return silence >= options.DeadAfter ? VerdictKind.Dead : null;
        if (silence >= options.StallAfter)
            return VerdictKind.Stalled;

        var isSlow =
            segment.HasBegun
            && median is { } middle
            && segment.Connection.Rate.BytesPerSecond is { } rate
            && rate < middle * options.SlowFraction;
        if (!isSlow)
        {
            segment.SlowSince = null;
            return null;
        }
        segment.SlowSince ??= now;
        return now - segment.SlowSince >= options.SlowAfter ? VerdictKind.Slow : null;
    }

    /// <summary>The median over sources of their current rates, or null while fewer than two are working.</summary>
    public static double? MedianRate(IReadOnlyCollection<Connection> connections)
    {
        Dictionary<int, double>? bySource = null;
        foreach (var connection in connections)
        {
            if (
                connection.Segment is not { IsStalled: false, HasBegun: true }
                || connection.Rate.BytesPerSecond is not { } rate
            )
                continue;
            bySource ??= [];
            bySource[connection.Source] = bySource.GetValueOrDefault(connection.Source) + rate;
        }
        if (bySource is not { Count: >= 2 })
            return null;
        var rates = bySource.Values.Order().ToArray();
        var middle = rates.Length / 2;
        return rates.Length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
    }
}
