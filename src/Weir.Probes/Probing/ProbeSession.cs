using Weir.Measurements.Records;
using Weir.Probes.Scheduling;
using Weir.Probes.Session;
using Weir.Transport.Blocking;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>One session of datagrams: one thread sends what is due, another takes what comes.</summary>
internal sealed class ProbeSession
{
    /// <summary>So many refusals before any reply, and nobody is there: three, as one may be of a port just being opened.</summary>
    private const int RefusalsToGiveUp = 3;

    /// <summary>So many packets behind its schedule, a sender hands them to the kernel together.</summary>
    private const int BehindToBatch = 8;

    private const int BatchSize = 32;

    /// <summary>Once all is answered, copies are still looked out for.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest that an interrupted session waits for what is under way.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new(); // guards _statistics
    private readonly UdpSocket _socket;
    private readonly IProbeFormat _format;
    private readonly SessionClock _clock;
    private readonly TimeSpan _interval;
    private readonly int _size;
    private readonly SessionStatistics _statistics;
    private readonly ProbeSchedule _schedule;
    private int _refusals;
    private TimeSpan? _sentAllAt;
    private TimeSpan? _answeredAt;

    /// <param name="socket">Connected; belongs to the session's owner.</param>
    /// <param name="options">Complete.</param>
    /// <param name="offset">When its first packet is due.</param>
    public ProbeSession(
        UdpSocket socket,
        IProbeFormat format,
        ProbeOptions options,
        SessionClock clock,
        TimeSpan offset
    )
    {
        var (count, interval) = (options.Count ?? 0, options.Interval ?? TimeSpan.Zero);
        (_socket, _format, _clock, _interval) = (socket, format, clock, interval);
        _size = options.Size ?? format.DefaultSize;
        _statistics = new SessionStatistics(count, interval);
        _schedule = new ProbeSchedule(offset, interval, count);
        Due = _schedule.Next(clock.Now);
    }

    /// <summary>Room that a session's sender needs.</summary>
    public static DatagramBatch BatchFor(int size) => new(BatchSize, size);

    /// <summary>When its next packet is due; null when all were sent, or nobody is there. The sender's thread.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>UDP payload of its packets.</summary>
    public int PacketSize => _size;

    /// <summary>Any thread.</summary>
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

    public TimeSpan ReplyLimit
    {
        get
        {
            lock (_lock)
                return _statistics.ReplyLimit;
        }
    }

    private bool IsHopeless => Volatile.Read(ref _refusals) >= RefusalsToGiveUp && Progress.Received == 0;

    /// <summary>Sends what is due: one packet, or several when it fell behind or has no interval. The sender's thread.</summary>
    public void SendDue(DatagramBatch batch)
    {
        if (Due is not { } due)
            return;
        var now = _clock.Now;
        if (IsHopeless)
            Due = null;
        else if (now - due >= _interval * BehindToBatch)
            SendBatch(batch, now);
        else
            SendOne(batch.Slot(0)[.._size], due);
        if (Due is null)
            _sentAllAt = _clock.Now;
    }

    /// <summary>Sends the packet that is due alone, however far behind it is. The sender's thread.</summary>
    public void SendOneOf(DatagramBatch batch) => SendOne(batch.Slot(0)[.._size], Due ?? _clock.Now);

    /// <summary>Stops sending. The sender's thread.</summary>
    public void Stop()
    {
        Due = null;
        _sentAllAt ??= _clock.Now;
    }

    /// <summary>Nobody is there, so that waiting for the next date is of no use. The sender's thread.</summary>
    public bool IsPointless => Due is not null && IsHopeless;

    /// <summary>Takes what has come; false when nothing more is there for now. The receiver's thread.</summary>
    public bool Receive(DatagramBatch batch, bool mayWait)
    {
        if (!_socket.TryReceive(batch, mayWait, out var fault))
        {
            if (fault != FaultKind.Refused)
                return false;
            Interlocked.Increment(ref _refusals);
            return true;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var arrival = ref batch.ArrivalOf(i);
            var at = _clock.SinceStart(arrival.Timestamp);
            if (!_format.TryRead(batch.Received(i), _clock.StartedAt + at, at, arrival.Ttl, out var reply))
                continue;
            lock (_lock)
                _statistics.OnReply(reply with { IsKernelTime = arrival.IsKernelTime });
        }

        return batch.IsFull;
    }

    public void OnClockStep(TimeSpan step)
    {
        lock (_lock)
            _statistics.OnClockStep(step);
    }

    /// <summary>All was sent, and nothing is waited for any more. The sender's thread.</summary>
    public bool IsOver(bool isCancelled)
    {
        if (_sentAllAt is not { } sentAllAt)
            return false;
        var now = _clock.Now;
        lock (_lock)
        {
            if (_statistics.IsAnswered)
                _answeredAt ??= now;
            else if (_statistics.IsSettled(now))
                return true;
        }

        return (_answeredAt is { } since && now - since >= Linger)
            || (isCancelled && now - sentAllAt >= LastWait)
            || IsRefusedThroughout();
    }

    /// <summary>After both threads are through with it.</summary>
    public ProbeRecord Describe(ProbeRecord blank) => _statistics.Describe(blank with { StartedAt = _clock.StartedAt });

    /// <summary>After both threads are through with it.</summary>
    public IEnumerable<PacketRecord> Packets(string? client) => _statistics.Packets(client);

    /// <summary>As <see cref="SessionStatistics.Recent"/>. Any thread.</summary>
    public int Recent(Span<long> into, TimeSpan patience)
    {
        lock (_lock)
            return _statistics.Recent(into, _clock.Now, patience);
    }

    private bool IsRefusedThroughout()
    {
        var (sent, received, _) = Progress;
        return received == 0 && Volatile.Read(ref _refusals) >= Math.Min(RefusalsToGiveUp, Math.Max(1, sent));
    }

    private void SendOne(Span<byte> packet, TimeSpan due)
    {
        // Told before it leaves, so that no reply comes to a packet that nobody knows; and the lock is not held meanwhile.
        uint sequence;
        var at = _clock.Now;
        lock (_lock)
            sequence = _statistics.OnSending(at, packet.Length, at - due);
        _format.Write(packet, sequence, _clock.StartedAt + at);
        if (!IsTaken(_socket.Send(packet)) && !IsTaken(_socket.Send(packet)))
        {
            lock (_lock)
                _statistics.OnNotSent();
        }

        Due = _schedule.Next(at);
    }

    /// <summary>True when it left. A refusal is of an earlier packet; this one may be tried again.</summary>
    private bool IsTaken(NetworkFault? fault)
    {
        if (fault is { Kind: FaultKind.Refused })
            Interlocked.Increment(ref _refusals);
        else
            SendFault = fault ?? SendFault;
        return fault is null;
    }

    private void SendBatch(DatagramBatch batch, TimeSpan now)
    {
        batch.Clear();
        lock (_lock)
        {
            for (; Due is { } due && due <= now && !batch.IsFull; Due = _schedule.Next(now))
            {
                var sequence = _statistics.OnSending(now, _size, now - due);
                _format.Write(batch.Slot(batch.Count)[.._size], sequence, _clock.StartedAt + now);
                batch.Append(_size);
            }
        }

        var (next, refusals) = (0, 0);
        while (next < batch.Count && refusals <= 1)
        {
            var isTaken = IsTaken(_socket.Send(batch, next, out var sent));
            next += sent;
            refusals += isTaken ? 0 : 1;
        }

        lock (_lock)
        {
            for (; next < batch.Count; next++)
                _statistics.OnNotSent();
        }
    }
}
