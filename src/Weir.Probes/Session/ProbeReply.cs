namespace Weir.Probes.Session;

/// <summary>One answer to a numbered packet, whatever protocol brought it.</summary>
public readonly record struct ProbeReply
{
    /// <summary>The number of the packet that is answered, from 0.</summary>
    public required uint Sequence { get; init; }

    /// <summary>When it came (T4), since the session's start.</summary>
    public required TimeSpan ArrivedAt { get; init; }

    /// <summary>UDP payload.</summary>
    public required int Bytes { get; init; }

    /// <summary>How long the reflector had the packet (T3−T2); null when it does not say.</summary>
    public TimeSpan? Residence { get; init; }

    /// <summary>T2−T1, with the offset of the clocks in it.</summary>
    public TimeSpan? Forward { get; init; }

    /// <summary>T4−T3, with the offset of the clocks in it.</summary>
    public TimeSpan? Backward { get; init; }

    /// <summary>The error of both clocks together when both claim UTC; null when one does not.</summary>
    public TimeSpan? ClockError { get; init; }

    /// <summary>The reflector's own number; null when the protocol has none.</summary>
    public uint? ReflectorSequence { get; init; }

    /// <summary>True when the reflector says that its numbers count what it sends, and not what it was sent.</summary>
    public bool CountsOwn { get; init; }

    /// <summary>True when <see cref="ArrivedAt"/> is the kernel's own stamp.</summary>
    public bool IsKernelTime { get; init; }

    /// <summary>TTL or hop limit on arrival.</summary>
    public byte? Ttl { get; init; }
}

/// <summary>What a reply was to its session.</summary>
public enum ReplyKind
{
    /// <summary>The first answer to a packet, in time.</summary>
    Received,

    /// <summary>An answer to a packet that had one.</summary>
    Duplicate,

    /// <summary>The first answer, too late to count.</summary>
    Late,

    /// <summary>To a packet that was never sent.</summary>
    Unknown,
}
