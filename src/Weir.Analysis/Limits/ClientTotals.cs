namespace Weir.Analysis.Limits;

/// <summary>Sums over the connections of one client.</summary>
internal sealed class ClientTotals
{
    public long Bytes { get; set; }

    public int Connections { get; private set; }

    /// <summary>In seconds, as those below.</summary>
    public double Busy { get; private set; }

    public double Took { get; private set; }

    public double ReceiverLimited { get; private set; }

    public double SendBufferLimited { get; private set; }

    public long? Retransmits { get; private set; }

    public TimeSpan? RttMin { get; private set; }

    /// <summary>A connection without facts of the kernel tells nothing.</summary>
    public void Add(ConnectionTotals connection)
    {
        if (connection.Facts is not { Busy: { } busy } facts)
            return;
        Connections++;
        Busy += busy.TotalSeconds;
        Took += connection.Took;
        ReceiverLimited += facts.ReceiverLimited?.TotalSeconds ?? 0;
        SendBufferLimited += facts.SendBufferLimited?.TotalSeconds ?? 0;
        if (facts.Retransmits is { } more)
            Retransmits = (Retransmits ?? 0) + more;
        if (facts.RttMin is { } rtt && !(rtt >= RttMin))
            RttMin = rtt;
    }
}
