using System.Buffers;
using Weir.Transport.Blocking;
using Weir.Transport.Impairment;
using Weir.Transport.Polling;
using Weir.Transport.Udp;

namespace Weir.Proxy.Relay.Udp;

/// <summary>The thread of a UDP relay.</summary>
/// <remarks>
/// A turn: (1) wait for datagrams or for the next departure; (2) take over what was changed; (3) receive a few batches,
/// where each datagram is sent on at once, or is given its departure; (4) send what is due; (5) end idle sessions.
/// Times of arrival are the kernel's, so that the time to wake up adds nothing to the delay.
/// </remarks>
internal sealed class UdpRelayWorker : IDisposable
{
    private const int ListenKey = 0;
    private const int BatchSize = 64;

    /// <summary>Received at one socket before others, and what is due, get their turn.</summary>
    private const int MostBatches = 4;

    /// <summary>Counted for each datagram that waits beside its bytes.</summary>
    private const int Overhead = 128;

    /// <summary>Held back at once in one direction of a flow; the next one overtakes them.</summary>
    private const int MostHeld = 64;

    /// <summary>How much a session's socket keeps; there may be many.</summary>
    private static readonly UdpOptions FlowSocket = new() { BufferBytes = 512 << 10 };

    /// <summary>When there is no room, clients that have answered nothing make it after this.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepPause = TimeSpan.FromMilliseconds(100);

    private readonly RelayOptions _options;
    private readonly UdpSocket _socket;
    private readonly SocketPoll _poll;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly ITimer _expiry;
    private readonly SessionTable<UdpPeer, UdpFlow> _sessions;
    private readonly Dictionary<int, UdpFlow> _flows = [];
    private readonly DelayLine<UdpParcel> _line = new();
    private readonly List<Departure> _departures = [];
    private readonly List<PollResult> _ready = [];
    private readonly UdpDirection _up = new(isUp: true);
    private readonly UdpDirection _down = new(isUp: false);
    private readonly DatagramBatch _incoming = new(BatchSize, ushort.MaxValue);
    private readonly DatagramBatch _toTarget = new(BatchSize, ushort.MaxValue);
    private readonly DatagramBatch _toClients = new(BatchSize, ushort.MaxValue);
    private UdpFlow? _toTargetFlow;
    private RelayImpairment _wanted;
    private RelayImpairment _applied = RelayImpairment.None;
    private TimeSpan _sweptAt = TimeSpan.MinValue;
    private long _queued;
    private long _refused;
    private int _lastKey = ListenKey;
    private volatile bool _isStopping;
    private volatile bool _isExpiryDue;

    public UdpRelayWorker(RelayOptions options, UdpSocket socket, SocketPoll poll, TimeProvider time)
    {
        (_options, _socket, _poll, _time) = (options, socket, poll, time);
        _wanted = options.Impairment;
        _sessions = new SessionTable<UdpPeer, UdpFlow>(options.MostSessions, PatienceWith);
        _poll.Add(socket, ListenKey);
        _thread = new Thread(Run) { IsBackground = true, Name = $"relay udp {socket.LocalEndPoint}" };
        _expiry = time.CreateTimer(Expire, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public RelayStatus Status =>
        new(_sessions.Count, Volatile.Read(ref _refused), _up.Counts.Read(), _down.Counts.Read());

    public void Start()
    {
        TakeChange();
        _thread.Start();
        var period =
            (_options.IdleTimeout < _options.UnverifiedTimeout ? _options.IdleTimeout : _options.UnverifiedTimeout) / 4;
        _expiry.Change(period, period);
    }

    public void Impair(RelayImpairment impairment)
    {
        Volatile.Write(ref _wanted, impairment);
        _poll.Wake();
    }

    public void Dispose()
    {
        _expiry.Dispose();
        _isStopping = true;
        _poll.Wake();
        _thread.Join();
        foreach (var flow in _sessions.TakeAll())
            flow.Socket.Dispose();
        _socket.Dispose();
        _poll.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _poll.Wait(_line.Earliest, _ready);
            TakeChange();
            foreach (var result in _ready)
            {
                if (result.Key == ListenKey)
                    ReceiveFromClients();
                else if (_flows.TryGetValue(result.Key, out var flow))
                    ReceiveFromTarget(flow);
            }

            SendDue();
            Flush();
            if (_isExpiryDue)
            {
                _isExpiryDue = false;
                End(_sessions.TakeIdle(_poll.Now()));
            }
        }
    }

    private void TakeChange()
    {
        var wanted = Volatile.Read(ref _wanted);
        if (ReferenceEquals(wanted, _applied))
            return;
        var isSeeded = wanted.Seed != _applied.Seed;
        if (isSeeded || wanted.Up != _applied.Up)
            _up.Impair(wanted.Up, wanted.Seed);
        if (isSeeded || wanted.Down != _applied.Down)
            _down.Impair(wanted.Down, wanted.DownSeed);
        _applied = wanted;
    }

    private void ReceiveFromClients()
    {
        for (var batch = 0; batch < MostBatches && _socket.TryReceive(_incoming, mayWait: false, out _); batch++)
        {
            var now = _poll.Now();
            for (var i = 0; i < _incoming.Count; i++)
            {
                ref readonly var arrival = ref _incoming.ArrivalOf(i);
                if (FlowOf(arrival.From, now) is not { } flow)
                {
                    _refused++;
                    continue;
                }

                flow.Allowance.Heard(arrival.Length);
                flow.LastUp = Later(flow.LastUp, MomentOf(arrival));
                Pass(flow, _up, _incoming.Received(i), flow.LastUp);
            }

            if (_incoming.Count < BatchSize)
                return;
        }
    }

    private void ReceiveFromTarget(UdpFlow flow)
    {
        for (var batch = 0; batch < MostBatches; batch++)
        {
            if (!flow.Socket.TryReceive(_incoming, mayWait: false, out var fault))
            {
                // Nobody listens at the target now (ICMP); somebody may later.
                if (fault == FaultKind.Refused)
                    _up.Counts.Unsent++;
                return;
            }

            _sessions.TryUse(flow.Client, _poll.Now(), out _);
            for (var i = 0; i < _incoming.Count; i++)
            {
                flow.LastDown = Later(flow.LastDown, MomentOf(_incoming.ArrivalOf(i)));
                Pass(flow, _down, _incoming.Received(i), flow.LastDown);
            }

            if (_incoming.Count < BatchSize)
                return;
        }
    }

    private void Pass(UdpFlow flow, UdpDirection direction, ReadOnlySpan<byte> datagram, TimeSpan cameAt)
    {
        var counts = direction.Counts;
        counts.Received++;
        if (direction.IsClear)
        {
            Send(flow, direction, datagram);
            return;
        }

        switch (direction.Path.Pass(cameAt, datagram.Length, _departures))
        {
            case ImpairmentVerdict.Lost:
                counts.Lost++;
                break;
            case ImpairmentVerdict.QueueFull:
                counts.QueueDropped++;
                break;
            default:
                foreach (var departure in _departures)
                    Queue(flow, direction, datagram, departure);
                break;
        }
    }

    private void Queue(UdpFlow flow, UdpDirection direction, ReadOnlySpan<byte> datagram, in Departure departure)
    {
        var counts = direction.Counts;
        if (_queued + datagram.Length + Overhead > _options.MostQueued.Bytes)
        {
            // A copy without room is none.
            counts.QueueDropped += departure.IsCopy ? 0 : 1;
            return;
        }

        counts.Duplicated += departure.IsCopy ? 1 : 0;
        counts.Corrupted += departure.WrongBit >= 0 ? 1 : 0;
        counts.Waiting++;
        flow.Waiting++;
        _queued += datagram.Length + Overhead;
        var bytes = ArrayPool<byte>.Shared.Rent(datagram.Length);
        datagram.CopyTo(bytes);
        departure.Spoil(bytes);
        var held = direction.HeldOf(flow);
        if (departure.IsHeld && held.Count < MostHeld)
        {
            var parcel = new UdpParcel(
                flow,
                direction,
                bytes,
                datagram.Length,
                new UdpHold(departure.At - ImpairedPath.LongestHold)
            );
            held.Add(parcel);
            _line.Add(departure.At, parcel);
            return;
        }

        var at = departure.IsHeld ? departure.At - ImpairedPath.LongestHold : departure.At;
        _line.Add(at, new UdpParcel(flow, direction, bytes, datagram.Length, Hold: null));
        if (held.Count > 0)
            LetGo(held, direction, at);
    }

    /// <summary>What was held back leaves right behind the one that overtook it.</summary>
    private void LetGo(List<UdpParcel> held, UdpDirection direction, TimeSpan overtakenAt)
    {
        foreach (var parcel in held)
        {
            var hold = parcel.Hold!;
            hold.IsOver = true;
            _line.Add(Later(overtakenAt, hold.Earliest), parcel with { Hold = null });
            direction.Counts.Reordered++;
        }

        held.Clear();
    }

    private void SendDue()
    {
        var now = _poll.Now();
        while (_line.TryTakeDue(now, out var parcel))
        {
            if (parcel.Hold is { IsOver: true })
                continue;
            if (parcel.Hold is not null)
                parcel.Direction.HeldOf(parcel.Flow).Remove(parcel);
            Send(parcel.Flow, parcel.Direction, parcel.Bytes.AsSpan(0, parcel.Length));
            ArrayPool<byte>.Shared.Return(parcel.Bytes);
            parcel.Direction.Counts.Waiting--;
            parcel.Flow.Waiting--;
            _queued -= parcel.Length + Overhead;
        }
    }

    private void Send(UdpFlow flow, UdpDirection direction, ReadOnlySpan<byte> datagram)
    {
        if (direction.IsUp)
        {
            if (_toTargetFlow != flow || _toTarget.IsFull)
                FlushToTarget();
            _toTargetFlow = flow;
            datagram.CopyTo(_toTarget.Slot(_toTarget.Count));
            _toTarget.Append(datagram.Length);
            return;
        }

        if (!flow.Allowance.TryTell(datagram.Length))
        {
            direction.Counts.Capped++;
            return;
        }

        if (_toClients.IsFull)
            FlushToClients();
        datagram.CopyTo(_toClients.Slot(_toClients.Count));
        _toClients.Append(datagram.Length, flow.Client);
    }

    private void Flush()
    {
        FlushToTarget();
        FlushToClients();
    }

    private void FlushToTarget()
    {
        if (_toTargetFlow is not null && _toTarget.Count > 0)
            Flush(_toTarget, _toTargetFlow.Socket, _up.Counts);
        _toTargetFlow = null;
    }

    private void FlushToClients()
    {
        if (_toClients.Count > 0)
            Flush(_toClients, _socket, _down.Counts);
    }

    private static void Flush(DatagramBatch batch, UdpSocket socket, DirectionCounts counts)
    {
        var mayRetry = true;
        for (var next = 0; next < batch.Count; )
        {
            var fault = socket.Send(batch, next, out var sent);
            for (var i = next; i < next + sent; i++)
                counts.Bytes += batch.LengthToSend(i);
            counts.Forwarded += sent;
            next += sent;
            if (fault is null)
                continue;
            // The kernel tells so of an earlier datagram (ICMP), and has not looked at this one.
            if (fault.Kind == FaultKind.Refused && mayRetry)
            {
                mayRetry = false;
                continue;
            }

            counts.Unsent++;
            next++;
        }

        batch.Clear();
    }

    private UdpFlow? FlowOf(UdpPeer client, TimeSpan now)
    {
        if (_sessions.TryUse(client, now, out var flow))
            return flow;
        if (_sessions.IsFull && !TryMakeRoom(now))
            return null;
        var target = _options.Target;
        if (
            UdpSocket.TryConnect(target.Address.ToString(), target.Port, FlowSocket, _time, out var socket) is not null
            || socket is null
        )
            return null;
        flow = new UdpFlow(client, socket, ++_lastKey, _options.ReplyRatio);
        if (!_poll.Add(socket, flow.Key))
        {
            socket.Dispose();
            return null;
        }

        _sessions.TryAdd(client, flow, now);
        _flows.Add(flow.Key, flow);
        return flow;
    }

    private bool TryMakeRoom(TimeSpan now)
    {
        if (_sweptAt > TimeSpan.MinValue && now - _sweptAt < SweepPause)
            return false;
        _sweptAt = now;
        End(_sessions.TakeIdle(now, ShortPatience, flow => flow.Waiting == 0 && !flow.Allowance.IsVerified));
        return !_sessions.IsFull;
    }

    private TimeSpan PatienceWith(UdpFlow flow) =>
        flow.Waiting > 0 ? TimeSpan.MaxValue
        : flow.Allowance.IsVerified || _options.IdleTimeout < _options.UnverifiedTimeout ? _options.IdleTimeout
        : _options.UnverifiedTimeout;

    private void End(IReadOnlyList<UdpFlow> flows)
    {
        foreach (var flow in flows)
        {
            if (_toTargetFlow == flow)
                FlushToTarget();
            _flows.Remove(flow.Key);
            _poll.Remove(flow.Socket);
            flow.Socket.Dispose();
        }
    }

    private void Expire(object? state)
    {
        _isExpiryDue = true;
        _poll.Wake();
    }

    /// <summary>Stamps are carried over to the monotonic clock per batch, not to the last fraction of a microsecond.</summary>
    private static TimeSpan Later(TimeSpan last, TimeSpan now) => now > last ? now : last;

    private TimeSpan MomentOf(in Arrival arrival) => _time.GetElapsedTime(0, arrival.Timestamp);
}
