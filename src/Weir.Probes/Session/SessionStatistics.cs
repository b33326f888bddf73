using System.Runtime.InteropServices;
using Weir.Measurements.Histograms;
using Weir.Measurements.Jitter;

namespace Weir.Probes.Session;

/// <summary>
/// What a session of numbered packets measures. A pure state machine: times are arguments, counted from the session's
/// start. One thread at a time.
/// </summary>
/// <remarks>
/// A packet is lost when no reply has come within Tmax = max(3 s, 4 × p99 of the round trips so far), the waiting time that
/// RFC 7680 section 2.2 wants stated. At the end sent = received + lost, always.
/// </remarks>
public sealed partial class SessionStatistics
{
    /// <summary>Every path of the Earth's surface and most by satellite are well below.</summary>
    public static readonly TimeSpan LeastReplyLimit = TimeSpan.FromSeconds(3);

    private const double LimitQuantile = 0.99;
    private const int LimitFactor = 4;

    /// <summary>Room for so many packets is made before the first one leaves, not while they do.</summary>
    private const int MostRoom = 1 << 20;

    private readonly List<PacketRow> _packets;
    private readonly TimeSpan _interval;
    private readonly Distribution _rtt = new();
    private readonly DirectionLoss _directions = new();
    private readonly RateSpan _replyRate = new();
    private readonly PeerClock _peerClock = new();
    private InterarrivalJitter _jitter;
    private InterarrivalJitter _forwardJitter;
    private InterarrivalJitter _backwardJitter;
    private TimeSpan? _clockError = TimeSpan.Zero;
    private TimeSpan? _clockStep;
    private ushort _era;
    private long _duplicates;
    private long _reordered;
    private long _extent;
    private long _late;
    private long _lateSends;
    private int _replies;
    private long _nextExpected;
    private bool _isKernelTime = true;
    private byte? _ttl;
    private int _firstUnsettled;

    /// <param name="count">Packets that are likely to come, for which room is made.</param>
    /// <param name="interval">From one packet to the next; one that leaves later than its successor's date left late.</param>
    public SessionStatistics(int count = 0, TimeSpan interval = default)
    {
        _packets = new List<PacketRow>(Math.Min(count, MostRoom));
        _interval = interval;
    }

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

    /// <summary>True when every packet has an answer, in time or late.</summary>
    public bool IsAnswered => Received + _late == Sent;

    private Span<PacketRow> Rows => CollectionsMarshal.AsSpan(_packets);

    /// <summary>The next packet leaves; gives its number, which is how many there were before it.</summary>
    /// <param name="lateness">How long after its date.</param>
    public uint OnSending(TimeSpan at, int bytes, TimeSpan lateness = default)
    {
        var row = new PacketRow
        {
            SentAt = at.Ticks,
            Bytes = (ushort)bytes,
            Lateness = (uint)Math.Clamp(lateness.Ticks, 0, uint.MaxValue),
        };
        _packets.Add(row);
        _lateSends += IsLateSend(row) ? 1 : 0;
        return (uint)_packets.Count - 1;
    }

    /// <summary>When that packet left.</summary>
    public TimeSpan SentAt(uint sequence) => new(_packets[(int)sequence].SentAt);

    /// <summary>The packet told last did not leave after all; its number goes to the next one.</summary>
    public void OnNotSent()
    {
        _lateSends -= IsLateSend(_packets[^1]) ? 1 : 0;
        _packets.RemoveAt(_packets.Count - 1);
    }

    /// <summary>This machine's clock was set meanwhile.</summary>
    public void OnClockStep(TimeSpan step) =>
        _clockStep = step.Duration() > (_clockStep ?? TimeSpan.Zero).Duration() ? step : _clockStep;

    public ReplyKind OnReply(in ProbeReply reply)
    {
        if (reply.Sequence >= (uint)_packets.Count)
            return ReplyKind.Unknown;
        ref var packet = ref Rows[(int)reply.Sequence];
        var elapsed = new TimeSpan(reply.ArrivedAt.Ticks - packet.SentAt);
        var kind =
            packet.Fate != PacketFate.Pending ? ReplyKind.Duplicate
            : IsLate(elapsed) ? ReplyKind.Late
            : ReplyKind.Received;
        Locate(reply, packet, kind);
        if (kind == ReplyKind.Duplicate)
        {
            _duplicates++;
            packet.Duplicates += packet.Duplicates < ushort.MaxValue ? (ushort)1 : (ushort)0;
            return kind;
        }

        packet.ArrivedAt = reply.ArrivedAt.Ticks;
        packet.Fate = kind == ReplyKind.Late ? PacketFate.AnsweredLate : PacketFate.Answered;
        packet.ReflectorSequence = reply.ReflectorSequence ?? 0;
        packet.Ttl = reply.Ttl ?? 0;
        if (kind == ReplyKind.Late)
            _late++;
        else
            Measure(reply, ref packet, elapsed);
        return kind;
    }

    /// <summary>True when nothing that was sent can be answered in time any more.</summary>
    public bool IsSettled(TimeSpan now)
    {
        for (; _firstUnsettled < _packets.Count; _firstUnsettled++)
        {
            ref readonly var packet = ref Rows[_firstUnsettled];
            if (packet.Fate == PacketFate.Pending && now.Ticks - packet.SentAt <= ReplyLimit.Ticks)
                return false;
        }

        return true;
    }

    private bool IsLateSend(in PacketRow row) => _interval > TimeSpan.Zero && row.Lateness >= _interval.Ticks;

    // The limit costs a walk through the histogram; below its least it need not be known.
    private bool IsLate(TimeSpan elapsed) => elapsed > LeastReplyLimit && elapsed > ReplyLimit;

    private void Locate(in ProbeReply reply, in PacketRow packet, ReplyKind kind)
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

    private void Measure(in ProbeReply reply, ref PacketRow packet, TimeSpan elapsed)
    {
        // A residence that does not fit into the round trip comes from a clock that was set meanwhile.
        var residence = reply.Residence is { } told && told >= TimeSpan.Zero && told <= elapsed ? told : TimeSpan.Zero;
        var rtt = elapsed - residence;
        packet.Rtt = rtt.Ticks;
        packet.Arrival = _replies++;
        LastRtt = rtt;
        _rtt.Add(rtt.TotalSeconds);
        _jitter = _jitter.Add(rtt);
        if (reply is { Forward: { } forward, Backward: { } backward })
            MeasureOneWay(ref packet, forward, backward);
        _clockError =
            reply.ClockError > _clockError ? reply.ClockError
            : reply.ClockError is null ? null
            : _clockError;
        _isKernelTime &= reply.IsKernelTime;
        _ttl = reply.Ttl ?? _ttl;
        _replyRate.Add(reply.ArrivedAt, reply.Bytes);
        Order(reply.Sequence, ref packet);
    }

    private void MeasureOneWay(ref PacketRow packet, TimeSpan forward, TimeSpan backward)
    {
        packet.HasOneWay = true;
        packet.Forward = forward.Ticks;
        packet.Backward = backward.Ticks;
        if (_peerClock.Look(packet.Forward, packet.Backward, packet.Rtt) is { } step)
        {
            OnClockStep(step);
            _era++;
            // What the clock jumped is no jitter.
            (_forwardJitter, _backwardJitter) = (_forwardJitter.From(forward), _backwardJitter.From(backward));
        }

        packet.Era = _era;
        (_forwardJitter, _backwardJitter) = (_forwardJitter.Add(forward), _backwardJitter.Add(backward));
    }

    /// <summary>RFC 4737 section 3.3: reordered when its number is below the next one expected.</summary>
    private void Order(uint sequence, ref PacketRow packet)
    {
        packet.CameInOrder = sequence >= _nextExpected;
        if (packet.CameInOrder)
        {
            _nextExpected = (long)sequence + 1;
            return;
        }

        _reordered++;
        // Section 4.2.1: as many arrivals back as the first one of a later packet lies, which came in order itself.
        var rows = Rows;
        var later = (int)sequence + 1;
        while (!rows[later].CameInOrder)
            later++;
        _extent = Math.Max(_extent, packet.Arrival - rows[later].Arrival);
    }
}
