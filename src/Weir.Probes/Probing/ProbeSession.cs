using Weir.Measurements.Records;
using Weir.Probes.Scheduling;
using Weir.Probes.Session;
using Weir.Transport.Blocking;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>One running session: the thread that calls <see cref="Run"/> sends, another receives.</summary>
internal sealed class ProbeSession(UdpSocket socket, IProbeFormat format, ProbeOptions options, TimeProvider time)
{
    /// <summary>Packets of either protocol have this size when nobody says otherwise: STAMP with the reflector's counters.</summary>
    private const int DefaultSize = Stamp.StampTlv.SizeWithCounters;

    /// <summary>So many refusals before any reply, and nobody is there: three, as one may be of a port just being opened.</summary>
    private const int RefusalsToGiveUp = 3;

    /// <summary>Once all is answered, copies are still looked out for.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest that an interrupted session waits for what is under way.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new(); // guards _statistics
    private readonly SessionStatistics _statistics = new();
    private readonly long _start = time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private int _refusals;
    private volatile bool _isOver;

    public ProbeProgress Progress
    {
        get
        {
            lock (_lock)
                return new ProbeProgress(_statistics.Sent, _statistics.Received, _statistics.LastRtt);
        }
    }

    /// <summary>True when the target's host answered that the port is closed.</summary>
    public bool WasRefused => Volatile.Read(ref _refusals) > 0;

    /// <summary>Why packets could not be sent; the last reason.</summary>
    public NetworkFault? SendFault { get; private set; }

    public TimeSpan ReplyLimit => _statistics.ReplyLimit;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>
    /// 1. A thread receives until the session is over. 2. This one sends each packet when it is due. 3. It waits until every
    /// packet is answered or lost, and for copies after that. 4. The numbers go into the record.
    /// </summary>
    public ProbeRecord Run(ProbeRecord blank, CancellationToken cancellation)
    {
        var receiver = new Thread(Receive) { Name = "probe replies", IsBackground = true };
        receiver.Start();
        var wait = new PreciseWait(time);
        Send(wait, cancellation);
        AwaitReplies(wait, cancellation);
        _isOver = true;
        receiver.Join();
        return _statistics.Describe(blank with { StartedAt = _startedAt });
    }

    private bool IsHopeless => Volatile.Read(ref _refusals) >= RefusalsToGiveUp && Progress.Received == 0;

    private void Send(PreciseWait wait, CancellationToken cancellation)
    {
        var packet = new byte[options.Size ?? DefaultSize];
        var schedule = new ProbeSchedule(Now, options.Interval, options.Count);
        while (schedule.Next(Now) is { } due)
        {
            while (Now < due)
            {
                // In pieces: a target that is not there is noticed long before the next packet of a slow schedule.
                var piece = due - Now < UdpSocket.Slice ? due : Now + UdpSocket.Slice;
                if (!wait.Until(TimestampOf(piece), cancellation) || IsHopeless)
                    return;
            }

            if (cancellation.IsCancellationRequested || IsHopeless)
                return;
            SendOne(packet);
        }
    }

    private void SendOne(byte[] packet)
    {
        // Told before it leaves, so that no reply comes to a packet that nobody knows; and the lock is not held meanwhile.
        uint sequence;
        var at = Now;
        lock (_lock)
            sequence = _statistics.OnSending(at, packet.Length);
        format.Write(packet, sequence, _startedAt + at);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (socket.Send(packet) is not { } fault)
                return;
            if (fault.Kind != FaultKind.Refused)
            {
                SendFault = fault;
                break;
            }

            // Of an earlier packet; this one has not left yet.
            Interlocked.Increment(ref _refusals);
        }

        lock (_lock)
            _statistics.OnNotSent();
    }

    private void AwaitReplies(PreciseWait wait, CancellationToken cancellation)
    {
        var allSent = Now;
        TimeSpan? answeredAt = null;
        while (true)
        {
            var now = Now;
            lock (_lock)
            {
                if (_statistics.IsAnswered)
                    answeredAt ??= now;
                if (_statistics.IsSettled(now) && !_statistics.IsAnswered)
                    return;
            }

            if (
                (answeredAt is { } since && now - since >= Linger)
                || (cancellation.IsCancellationRequested && now - allSent >= LastWait)
                || IsRefusedThroughout()
            )
                return;
            wait.Until(TimestampOf(now + Look), CancellationToken.None);
        }
    }

    private bool IsRefusedThroughout()
    {
        var (sent, received, _) = Progress;
        return received == 0 && Volatile.Read(ref _refusals) >= Math.Min(RefusalsToGiveUp, Math.Max(1, sent));
    }

    private void Receive()
    {
        var buffer = new byte[ushort.MaxValue];
        while (!_isOver)
        {
            if (!socket.TryReceive(buffer, out var arrival, out var fault))
            {
                if (fault == FaultKind.Refused)
                    Interlocked.Increment(ref _refusals);
                continue;
            }

            var at = time.GetElapsedTime(_start, arrival.Timestamp);
            var packet = buffer.AsSpan(0, arrival.Length);
            if (!format.TryRead(packet, _startedAt + at, at, arrival.Ttl, out var reply))
                continue;
            lock (_lock)
                _statistics.OnReply(reply);
        }
    }

    private long TimestampOf(TimeSpan sinceStart) =>
        _start + (long)(sinceStart.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond));
}
