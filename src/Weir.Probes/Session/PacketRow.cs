using Weir.Measurements.Records;

namespace Weir.Probes.Session;

/// <summary>What became of a packet.</summary>
internal enum PacketFate : byte
{
    Pending,
    Answered,
    AnsweredLate,
}

/// <summary>All that a session keeps of one packet. Times are ticks since the session's start.</summary>
internal struct PacketRow
{
    public long SentAt;
    public long ArrivedAt;
    public long Rtt;
    public long Forward;
    public long Backward;

    /// <summary>How long after its date it left.</summary>
    public uint Lateness;

    public uint ReflectorSequence;

    /// <summary>Which reply it was in the order of arrival, from 0.</summary>
    public int Arrival;

    public ushort Bytes;
    public ushort Duplicates;

    /// <summary>Counts the steps of a clock that were seen before its reply.</summary>
    public ushort Era;

    public PacketFate Fate;
    public byte Ttl;
    public bool HasOneWay;

    /// <summary>Its number was at least the next one expected when it came (RFC 4737 section 3.3).</summary>
    public bool CameInOrder;

    /// <summary>As <c>weir probe --raw</c> writes it.</summary>
    public readonly PacketRecord ToRecord(uint sequence, string? client)
    {
        var isAnswered = Fate != PacketFate.Pending;
        return new PacketRecord
        {
            Client = client,
            Sequence = sequence,
            Due = new TimeSpan(SentAt - Lateness),
            Sent = new TimeSpan(SentAt),
            Received = isAnswered ? new TimeSpan(ArrivedAt) : null,
            Rtt = Fate == PacketFate.Answered ? new TimeSpan(Rtt) : null,
            Forward = HasOneWay ? new TimeSpan(Forward) : null,
            Backward = HasOneWay ? new TimeSpan(Backward) : null,
            Duplicates = Duplicates,
            IsReordered = isAnswered && !CameInOrder && Fate == PacketFate.Answered,
            Ttl = isAnswered && Ttl > 0 ? Ttl : null,
            Fate = Fate switch
            {
                PacketFate.Answered => "received",
                PacketFate.AnsweredLate => "late",
                _ => "lost",
            },
        };
    }
}
