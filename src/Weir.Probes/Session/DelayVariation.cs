using Weir.Measurements.Histograms;
using Weir.Measurements.Records;

namespace Weir.Probes.Session;

/// <summary>The round trips of a session, and how they vary. Pure.</summary>
internal static class DelayVariation
{
    /// <summary>The round trips themselves. Null without a reply.</summary>
    public static DistributionRecord? Rtt(ReadOnlySpan<PacketRow> rows)
    {
        var values = new List<double>(rows.Length);
        foreach (ref readonly var row in rows)
        {
            if (row.Fate == PacketFate.Answered)
                values.Add(new TimeSpan(row.Rtt).TotalSeconds);
        }

        return Distribution.Exact([.. values]);
    }

    /// <summary>
    /// The inter-packet delay variation of RFC 3393, without its sign: |D(i) − D(i−1)| of packets sent one after the other
    /// that were both answered. Null without such a pair.
    /// </summary>
    public static DistributionRecord? Ipdv(ReadOnlySpan<PacketRow> rows)
    {
        var values = new List<double>(rows.Length);
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Fate == PacketFate.Answered && rows[i - 1].Fate == PacketFate.Answered)
                values.Add(new TimeSpan(Math.Abs(rows[i].Rtt - rows[i - 1].Rtt)).TotalSeconds);
        }

        return Distribution.Exact([.. values]);
    }

    /// <summary>The packet delay variation of RFC 5481 section 4.2: D(i) − D(min). Null without a reply.</summary>
    public static DistributionRecord? Pdv(ReadOnlySpan<PacketRow> rows)
    {
        var smallest = long.MaxValue;
        foreach (ref readonly var row in rows)
        {
            if (row.Fate == PacketFate.Answered)
                smallest = Math.Min(smallest, row.Rtt);
        }

        var values = new List<double>(rows.Length);
        foreach (ref readonly var row in rows)
        {
            if (row.Fate == PacketFate.Answered)
                values.Add(new TimeSpan(row.Rtt - smallest).TotalSeconds);
        }

        return Distribution.Exact([.. values]);
    }
}
