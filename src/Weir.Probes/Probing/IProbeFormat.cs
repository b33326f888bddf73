using Weir.Probes.Session;

namespace Weir.Probes.Probing;

/// <summary>The packets of one session in one protocol: to bytes and from bytes, no socket.</summary>
internal interface IProbeFormat
{
    /// <summary>Bytes of a packet when nobody says otherwise.</summary>
    int DefaultSize { get; }

    /// <summary>Fills the whole of <paramref name="packet"/>.</summary>
    /// <param name="at">When it leaves, by the wall clock of the session's start plus the monotonic time since.</param>
    void Write(Span<byte> packet, uint sequence, DateTimeOffset at);

    /// <summary>False when it is no reply to this session.</summary>
    /// <param name="at">When it came, on the clock of <see cref="Write"/>.</param>
    /// <param name="sinceStart">The same moment, since the session's start.</param>
    bool TryRead(ReadOnlySpan<byte> packet, DateTimeOffset at, TimeSpan sinceStart, byte? ttl, out ProbeReply reply);
}
