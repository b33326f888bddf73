namespace Weir.Cli.Mistakes;

/// <summary>Finds the name that someone probably meant.</summary>
internal static class NearMisses
{
    /// <summary>The name with the fewest slips from the text; null when none is near.</summary>
    public static string? Find(string text, IEnumerable<string> names)
    {
        // One slip in three letters is still a slip; two in three is another word.
        var best = Math.Min(2, text.TrimStart('-').Length / 3);
        string? found = null;
        foreach (var name in names)
        {
            var slips = Slips(text, name);
            if (slips < best || (slips == best && found is null && best > 0))
                (best, found) = (slips, name);
        }

        return found;
    }

    /// <summary>
    /// Letters to add, drop, replace or swap with their neighbour to come from one word to the other
    /// (optimal string alignment distance).
    /// </summary>
    public static int Slips(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            rows[0, j] = j;

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[from.Length, to.Length];
    }
}
