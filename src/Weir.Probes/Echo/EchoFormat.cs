using Weir.Probes.Probing;
using Weir.Probes.Session;

namespace Weir.Probes.Echo;

/// <summary>Packets to an echo server: round trips are all that it tells, its own residence included.</summary>
/// <param name="session">Drawn at random, so that late replies to another session are not taken for this one's.</param>
internal sealed class EchoFormat(ulong session) : IProbeFormat
{
    public int DefaultSize => Stamp.StampTlv.SizeWithCounters;

    public void Write(Span<byte> packet, uint sequence, DateTimeOffset at) =>
        new EchoPacket(sequence, session).Write(packet);

    public bool TryRead(
        ReadOnlySpan<byte> packet,
        DateTimeOffset at,
        TimeSpan sinceStart,
        byte? ttl,
        out ProbeReply reply
    )
    {
        reply = default;
        if (!EchoPacket.TryRead(packet, out var read) || read.Session != session)
            return false;
        reply = new ProbeReply
        {
            Sequence = read.Sequence,
            ArrivedAt = sinceStart,
            Bytes = packet.Length,
            Ttl = ttl,
        };
        return true;
    }
}
