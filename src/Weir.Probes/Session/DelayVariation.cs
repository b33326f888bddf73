using Weir.Measurements.Histograms;
using Weir.Measurements.Records;

namespace Weir.Probes.Session;

/// <summary>How the round trips of a session vary. Pure.</summary>
internal static class DelayVariation
{
    /// <summary>
    /// The inter-packet delay variation of RFC 3393, without its sign: |D(i) − D(i−1)| of packets sent one after the other
    /// that were both answered. Null without such a pair.
    /// </summary>
    public static DistributionRecord? Ipdv(ReadOnlySpan<PacketRow> rows)
    {
        var spread = new Distribution();
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Fate == PacketFate.Answered && rows[i - 1].Fate == PacketFate.Answered)
                spread.Add(new TimeSpan(Math.Abs(rows[i].Rtt - rows[i - 1].Rtt)).TotalSeconds);
        }

        return spread.ToRecord();
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

        var spread = new Distribution();
        foreach (ref readonly var row in rows)
        {
            if (row.Fate == PacketFate.Answered)
                spread.Add(new TimeSpan(row.Rtt - smallest).TotalSeconds);
        }

        return spread.ToRecord();
    }
}
