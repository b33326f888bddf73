namespace Weir.Probes.Session;

/// <summary>
/// How much faster the reflector's clock runs than the sender's. Pure.
/// </summary>
/// <remarks>
/// The smallest delays of a session follow the drift of the clocks, forward rising and backward falling at the same rate
/// (or the other way round), while a queue that fills makes both or one of them rise. The slope in one direction is that
/// of the line under all points that comes nearest to them, an edge of their lower convex hull (Moon, Skelly, Towsley,
/// "Estimation and removal of clock skew from network delay measurements", INFOCOM 1999).
/// </remarks>
internal static class ClockSkew
{
    /// <summary>With fewer points a slope says nothing.</summary>
    public const int LeastReplies = 100;

    /// <summary>Crystals are off by less; what is steeper is the network.</summary>
    public const double Most = 1000e-6;

    /// <summary>Of the slopes of the two directions, the smaller is at least so much of the larger.</summary>
    private const double LeastAgreement = 0.5;

    /// <summary>So many stretches are looked at, each by its smallest delay.</summary>
    private const int Stretches = 1024;

    /// <summary>Seconds per second; null when the two directions do not agree on one.</summary>
    /// <param name="forward">Points in the order of time, in ticks.</param>
    /// <param name="backward">Likewise.</param>
    public static double? Of(
        IReadOnlyList<(long At, long Delay)> forward,
        IReadOnlyList<(long At, long Delay)> backward
    )
    {
        if (forward.Count < LeastReplies || backward.Count < LeastReplies)
            return null;
        if (Slope(forward) is not { } onward || Slope(backward) is not { } back)
            return null;
        var (small, large) = (Math.Min(Math.Abs(onward), Math.Abs(back)), Math.Max(Math.Abs(onward), Math.Abs(back)));
        var isSkew = Math.Sign(onward) == -Math.Sign(back) && small > LeastAgreement * large && large <= Most;
        return isSkew ? (onward - back) / 2 : null;
    }

    /// <summary>The slope of the hull's edge below the middle of the time; null when all is at one time.</summary>
    private static double? Slope(IReadOnlyList<(long At, long Delay)> points)
    {
        var (first, last) = (points[0].At, points[^1].At);
        if (last <= first)
            return null;
        var hull = new List<(long At, long Delay)>();
        foreach (var point in Smallest(points, first, last))
        {
            while (hull.Count > 1 && Turn(hull[^2], hull[^1], point) <= 0)
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }

        var middle = points.Average(point => (double)point.At);
        for (var i = 1; i < hull.Count; i++)
        {
            if (hull[i].At >= middle)
                return (double)(hull[i].Delay - hull[i - 1].Delay) / (hull[i].At - hull[i - 1].At);
        }

        return null;
    }

    private static IEnumerable<(long At, long Delay)> Smallest(
        IReadOnlyList<(long At, long Delay)> points,
        long first,
        long last
    )
    {
        var width = Math.Max(1, (last - first) / Stretches);
        var best = points[0];
        foreach (var point in points)
        {
            if ((point.At - first) / width != (best.At - first) / width)
            {
                yield return best;
                best = point;
            }
            else if (point.Delay < best.Delay)
            {
                best = point;
            }
        }

        yield return best;
    }

    /// <summary>Above 0 when the way from a over b to c turns to the left.</summary>
    private static double Turn((long At, long Delay) a, (long At, long Delay) b, (long At, long Delay) c) =>
        ((double)(b.At - a.At) * (c.Delay - a.Delay)) - ((double)(b.Delay - a.Delay) * (c.At - a.At));
}
