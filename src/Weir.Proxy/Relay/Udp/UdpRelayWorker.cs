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
internal sealed class UdpRelayWorker : IRelayWorker
{
    private const int BatchSize = 64;

    /// <summary>Received at one socket before others, and what is due, get their turn.</summary>
    private const int MostBatches = 4;

    private readonly UdpSocket _socket;
    private readonly SocketPoll _poll;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly ITimer _expiry;
    private readonly UdpFlows _flows;
    private readonly UdpSender _sender;
    private readonly UdpQueue _queue;
    private readonly List<Departure> _departures = [];
    private readonly List<PollResult> _ready = [];
    private readonly UdpDirection _up = new(isUp: true);
    private readonly UdpDirection _down = new(isUp: false);
    private readonly DatagramBatch _incoming = new(BatchSize, ushort.MaxValue);
    private RelayImpairment _wanted;
    private RelayImpairment _applied = RelayImpairment.None;
    private long _refused;
    private volatile bool _isStopping;
    private volatile bool _isExpiryDue;

    public UdpRelayWorker(RelayOptions options, UdpSocket socket, SocketPoll poll, TimeProvider time)
    {
        (_socket, _poll, _time) = (socket, poll, time);
        _wanted = options.Impairment;
        _sender = new UdpSender(socket, BatchSize, _up, _down);
        _queue = new UdpQueue(options.MostQueued.Bytes, _sender);
        _flows = new UdpFlows(options, poll, time, _sender.Flush);
        _poll.Add(socket, UdpFlows.ListenKey);
        _thread = new Thread(Run) { IsBackground = true, Name = $"relay udp {socket.LocalEndPoint}" };
        _expiry = time.CreateTimer(Expire, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public RelayStatus Status => new(_flows.Count, Volatile.Read(ref _refused), _up.Counts.Read(), _down.Counts.Read());

    public void Start()
    {
        TakeChange();
        _thread.Start();
        _expiry.Change(_flows.ExpiryPeriod, _flows.ExpiryPeriod);
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
        _flows.Dispose();
        _socket.Dispose();
        _poll.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _poll.Wait(_queue.Earliest, _ready);
            TakeChange();
            foreach (var result in _ready)
            {
                if (result.Key == UdpFlows.ListenKey)
                    ReceiveFromClients();
                else if (_flows.Find(result.Key) is { } flow)
                    ReceiveFromTarget(flow);
            }

            _queue.SendDue(_poll.Now());
            _sender.Flush();
            if (_isExpiryDue)
            {
                _isExpiryDue = false;
                _flows.EndIdle(_poll.Now());
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
                if (_flows.Of(arrival.From, now) is not { } flow)
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

            _flows.Use(flow, _poll.Now());
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
            _sender.Send(flow, direction, datagram);
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
                    _queue.Add(flow, direction, datagram, departure);
                break;
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
