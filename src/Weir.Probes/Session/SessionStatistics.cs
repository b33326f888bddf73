using Weir.Measurements.Histograms;
using Weir.Measurements.Jitter;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Probes.Session;

/// <summary>
/// What a session of numbered packets measures. A pure state machine: times are arguments, counted from the session's
/// start. One thread at a time.
/// </summary>
/// <remarks>
/// A packet is lost when no reply has come within Tmax = max(3 s, 4 × p99 of the round trips so far), the waiting time that
/// RFC 7680 section 2.2 wants stated. At the end sent = received + lost, always.
/// </remarks>
public sealed class SessionStatistics
{
    /// <summary>Every path of the Earth's surface and most by satellite are well below.</summary>
    public static readonly TimeSpan LeastReplyLimit = TimeSpan.FromSeconds(3);

    private const double LimitQuantile = 0.99;
    private const int LimitFactor = 4;

    private enum Fate : byte
    {
        Pending,
        Answered,
        AnsweredLate,
    }

    private record struct Packet(TimeSpan SentAt, int Bytes, Fate Fate, uint ReflectorSequence);

    private readonly List<Packet> _packets = [];
    private readonly Distribution _rtt = new();
    private readonly OneWayDelay _forward = new();
    private readonly OneWayDelay _backward = new();
    private readonly DirectionLoss _directions = new();
    private readonly RateSpan _replyRate = new();
    private InterarrivalJitter _jitter;
    private TimeSpan? _clockError = TimeSpan.Zero;
    private long _duplicates;
    private long _reordered;
    private long _late;
    private long _nextExpected;
    private byte? _ttl;
    private int _firstUnsettled;

    /// <summary>Packets sent.</summary>
    public int Sent => _packets.Count;

    /// <summary>Packets answered in time.</summary>
    public long Received => _rtt.Count;

    /// <summary>The last round trip.</summary>
    public TimeSpan? LastRtt { get; private set; }

    /// <summary>How long a reply is waited for: Tmax.</summary>
    public TimeSpan ReplyLimit
    {
        get
        {
            var p99 = _rtt.Quantile(LimitQuantile) ?? 0;
            return TimeSpan.FromSeconds(Math.Max(LeastReplyLimit.TotalSeconds, LimitFactor * p99));
        }
    }

    /// <summary>The next packet leaves; gives its number, which is how many there were before it.</summary>
    public uint OnSending(TimeSpan at, int bytes)
    {
        _packets.Add(new Packet(at, bytes, Fate.Pending, 0));
        return (uint)_packets.Count - 1;
    }

    /// <summary>The packet told last did not leave after all; its number goes to the next one.</summary>
    public void OnNotSent() => _packets.RemoveAt(_packets.Count - 1);

    public ReplyKind OnReply(in ProbeReply reply)
    {
        if (reply.Sequence >= (uint)_packets.Count)
            return ReplyKind.Unknown;
        var packet = _packets[(int)reply.Sequence];
        var elapsed = reply.ArrivedAt - packet.SentAt;
        var kind =
            packet.Fate != Fate.Pending ? ReplyKind.Duplicate
            : IsLate(elapsed) ? ReplyKind.Late
            : ReplyKind.Received;
        Locate(reply, packet, kind);
        switch (kind)
        {
            case ReplyKind.Duplicate:
                _duplicates++;
                break;
            case ReplyKind.Late:
                _late++;
                Settle(reply, packet, Fate.AnsweredLate);
                break;
            default:
                Settle(reply, packet, Fate.Answered);
                Measure(reply, elapsed);
                break;
        }

        return kind;
    }

    /// <summary>True when nothing that was sent can be answered in time any more.</summary>
    public bool IsSettled(TimeSpan now)
    {
        for (; _firstUnsettled < _packets.Count; _firstUnsettled++)
        {
            var packet = _packets[_firstUnsettled];
            if (packet.Fate == Fate.Pending && now - packet.SentAt <= ReplyLimit)
                return false;
        }

        return true;
    }

    /// <summary>True when every packet has an answer, in time or late.</summary>
    public bool IsAnswered => Received + _late == Sent;

    /// <summary>Puts the numbers into a record that says whose they are; outcome and error are the caller's.</summary>
    public ProbeRecord Describe(ProbeRecord blank)
    {
        ArgumentNullException.ThrowIfNull(blank);
        var directions = _directions.Read();
        var isAbsolute = _clockError is { } error && error.TotalSeconds <= _rtt.Moments.Min;
        var (forward, backward) = (_forward.Read(isAbsolute), _backward.Read(isAbsolute));
        return blank with
        {
            Sent = Sent,
            Received = Received,
            Lost = Sent - Received,
            LostForward = directions?.Forward,
            LostBackward = directions?.Backward,
            Duplicates = _duplicates,
            Reordered = _reordered,
            Late = _late,
            LossRatio = Sent == 0 ? null : (double)(Sent - Received) / Sent,
            Rtt = _rtt.ToRecord(),
            Forward = forward,
            Backward = backward,
            Jitter = _jitter.Value,
            JitterForward = _forward.Jitter,
            JitterBackward = _backward.Jitter,
            Ttl = _ttl,
            Clocks =
                forward is null ? null
                : isAbsolute ? ClockRelation.Synchronized
                : ClockRelation.Unsynchronized,
            SendRate = SendRate(),
            Throughput = _replyRate.Rate,
        };
    }

    private BitRate? SendRate()
    {
        var span = new RateSpan();
        foreach (var packet in _packets)
            span.Add(packet.SentAt, packet.Bytes);
        return span.Rate;
    }

    // The limit costs a walk through the histogram; below its least it need not be known.
    private bool IsLate(TimeSpan elapsed) => elapsed > LeastReplyLimit && elapsed > ReplyLimit;

    private void Locate(in ProbeReply reply, in Packet packet, ReplyKind kind)
    {
        if (reply.ReflectorSequence is not { } r)
            return;
        var isDuplicate = kind == ReplyKind.Duplicate;
        _directions.Add(
            reply.Sequence,
            r,
            isFirst: !isDuplicate,
            isOther: isDuplicate && r != packet.ReflectorSequence,
            reply.CountsOwn
        );
    }

    private void Settle(in ProbeReply reply, Packet packet, Fate fate) =>
        _packets[(int)reply.Sequence] = packet with { Fate = fate, ReflectorSequence = reply.ReflectorSequence ?? 0 };

    private void Measure(in ProbeReply reply, TimeSpan elapsed)
    {
        // A residence that does not fit into the round trip comes from a clock that was set meanwhile.
        var residence = reply.Residence is { } told && told >= TimeSpan.Zero && told <= elapsed ? told : TimeSpan.Zero;
        var rtt = elapsed - residence;
        LastRtt = rtt;
        _rtt.Add(rtt.TotalSeconds);
        _jitter = _jitter.Add(rtt);
        if (reply.Forward is { } forward)
            _forward.Add(forward);
        if (reply.Backward is { } backward)
            _backward.Add(backward);
        _clockError =
            reply.ClockError > _clockError ? reply.ClockError
            : reply.ClockError is null ? null
            : _clockError;
        _ttl = reply.Ttl ?? _ttl;
        _replyRate.Add(reply.ArrivedAt, reply.Bytes);

        // RFC 4737 section 3.3: reordered when its number is below the next one expected.
        if (reply.Sequence < _nextExpected)
            _reordered++;
        else
            _nextExpected = (long)reply.Sequence + 1;
    }
}
