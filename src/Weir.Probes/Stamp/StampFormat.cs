using Weir.Probes.Probing;
using Weir.Probes.Session;
using Weir.Transport.Udp;

namespace Weir.Probes.Stamp;

/// <summary>A Session-Sender's packets (RFC 8762 section 4.2), also to TWAMP-Light's reflectors.</summary>
/// <param name="ssid">Of this session (RFC 8972 section 3), not 0; a reflector that knows none returns 0.</param>
/// <param name="clock">This machine's clock.</param>
internal sealed class StampFormat(ushort ssid, ClockQuality clock) : IProbeFormat
{
    private readonly ErrorEstimate _error = clock.IsSynchronized
        ? ErrorEstimate.Synchronized(clock.Error)
        : ErrorEstimate.Unsynchronized;

    public int DefaultSize => StampTlv.SizeWithCounters;

    public void Write(Span<byte> packet, uint sequence, DateTimeOffset at)
    {
        new StampRequest(sequence, NtpTimestamp.Of(at), _error, ssid).Write(packet);
        StampTlv.WriteRequest(packet, sequence + 1);
    }

    public bool TryRead(
        ReadOnlySpan<byte> packet,
        DateTimeOffset at,
        TimeSpan sinceStart,
        byte? ttl,
        out ProbeReply reply
    )
    {
        reply = default;
        if (!StampReply.TryRead(packet, out var read) || (read.Ssid != ssid && read.Ssid != 0))
            return false;
        var isPtp = read.Error.IsPtp;
        var received = isPtp ? NtpTimestamp.OfPtp(read.Received.Bits) : read.Received;
        var replied = isPtp ? NtpTimestamp.OfPtp(read.Replied.Bits) : read.Replied;
        reply = new ProbeReply
        {
            Sequence = read.SenderSequence,
            ArrivedAt = sinceStart,
            Bytes = packet.Length,
            Residence = replied - received,
            Forward = received - read.SenderSent,
            Backward = NtpTimestamp.Of(at) - replied,
            // PTP's time is TAI: its offset from UTC is not known here, so it is never absolute.
            ClockError =
                _error.IsSynchronized && read.Error.IsSynchronized && read.Error.IsValid && !isPtp
                    ? Sum(_error.Error, read.Error.Error)
                    : null,
            ReflectorSequence = read.Sequence,
            CountsOwn =
                packet.Length >= StampTlv.SizeWithCounters
                && StampTlv.ReadReplied(packet[StampReply.Size..]) == read.Sequence + 1,
            Ttl = ttl,
        };
        return true;
    }

    private static TimeSpan Sum(TimeSpan ours, TimeSpan theirs) =>
        theirs > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : ours + theirs;
}
