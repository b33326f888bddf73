namespace Weir.Analysis.Shifts;

/// <summary>
/// Pruned exact linear time (R. Killick, P. Fearnhead, I. Eckley, JASA 2012): the segmentation of a sequence into stretches
/// of constant mean that costs least, squared errors plus a penalty for each change.
/// </summary>
public static class Pelt
{
    /// <param name="values">Without gaps.</param>
    /// <param name="penalty">In units of the values' square.</param>
    /// <param name="least">The fewest values of a segment.</param>
    /// <returns>Where new segments begin, ascending, without 0.</returns>
    public static IReadOnlyList<int> Changes(ReadOnlySpan<double> values, double penalty, int least)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(least);
        var n = values.Length;
        var (sums, squares) = (new double[n + 1], new double[n + 1]);
        for (var i = 0; i < n; i++)
        {
            sums[i + 1] = sums[i] + values[i];
            squares[i + 1] = squares[i] + (values[i] * values[i]);
        }

        double Cost(int from, int to)
        {
            var sum = sums[to] - sums[from];
            return Math.Max(0, squares[to] - squares[from] - (sum * sum / (to - from)));
        }

        var best = new double[n + 1];
        var last = new int[n + 1];
        Array.Fill(best, double.PositiveInfinity);
        best[0] = -penalty;
        var candidates = new List<int> { 0 };
        for (var end = least; end <= n; end++)
        {
            foreach (var start in candidates)
            {
                if (end - start < least)
                    continue;
                var cost = best[start] + Cost(start, end) + penalty;
                if (cost < best[end])
                    (best[end], last[end]) = (cost, start);
            }

            // A start that is dearer by now than the best end stays so: it is pruned.
            var bound = best[end];
            candidates.RemoveAll(start => end - start >= least && best[start] + Cost(start, end) > bound);
            if (end - least + 1 is var next && next >= least)
                candidates.Add(next);
        }

        var changes = new List<int>();
        for (var at = n; at > 0 && last[at] > 0; at = last[at])
            changes.Add(last[at]);
        changes.Reverse();
        return changes;
    }
}
