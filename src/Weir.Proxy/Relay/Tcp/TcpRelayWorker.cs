using System.Net.Sockets;
using Weir.Transport.Impairment;
using Weir.Transport.Polling;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>The thread of a TCP relay.</summary>
/// <remarks>
/// A turn: (1) wait for sockets or for the next departure; (2) take over what was changed; (3) accept, and serve what is
/// ready; (4) serve what is due. Serving a session: write what is due, read while there is room, and say what to be woken
/// for next. Where there is no room nothing is read, so that the sender's TCP slows down.
/// </remarks>
internal sealed class TcpRelayWorker : IRelayWorker
{
    private readonly RelayOptions _options;
    private readonly TcpAcceptor _acceptor;
    private readonly SocketPoll _poll;
    private readonly Thread _thread;
    private readonly Dictionary<int, TcpSession> _sessions = [];
    private readonly DelayLine<TcpSession> _wakes = new();
    private readonly List<PollResult> _ready = [];
    private readonly HashSet<TcpSession> _starved = [];
    private readonly TcpDirection _up = new();
    private readonly TcpDirection _down = new();
    private readonly byte[] _buffer = new byte[TcpHalf.LargestPiece];
    private RelayImpairment _wanted;
    private RelayImpairment _applied = RelayImpairment.None;
    private int _count;
    private long _refused;
    private int _lastKey = TcpAcceptor.Key + 1;
    private volatile bool _isStopping;

    public TcpRelayWorker(RelayOptions options, Socket listener, SocketPoll poll)
    {
        (_options, _poll) = (options, poll);
        _wanted = options.Impairment;
        _acceptor = new TcpAcceptor(listener, poll);
        _thread = new Thread(Run) { IsBackground = true, Name = $"relay tcp {listener.LocalEndPoint}" };
    }

    public RelayStatus Status =>
        new(Volatile.Read(ref _count), Volatile.Read(ref _refused), _up.Counts.Read(), _down.Counts.Read());

    private long Queued => _up.Counts.Waiting + _down.Counts.Waiting;

    public void Start()
    {
        TakeChange();
        _thread.Start();
    }

    public void Impair(RelayImpairment impairment)
    {
        Volatile.Write(ref _wanted, impairment);
        _poll.Wake();
    }

    public void Dispose()
    {
        _isStopping = true;
        _poll.Wake();
        _thread.Join();
        foreach (var session in _sessions.Values.ToList())
            End(session, isReset: true);
        _acceptor.Dispose();
        _poll.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _poll.Wait(Earlier(_wakes.Earliest, _acceptor.RestsUntil), _ready);
            TakeChange();
            foreach (var result in _ready)
            {
                if (result.Key == TcpAcceptor.Key)
                    _acceptor.Accept(Open);
                else if (_sessions.TryGetValue(result.Key & ~1, out var session))
                    Wakened(session);
            }

            ServeDue();
            _acceptor.GoOn();
        }
    }

    private void TakeChange()
    {
        var wanted = Volatile.Read(ref _wanted);
        if (ReferenceEquals(wanted, _applied))
            return;
        _up.Impair(wanted.Up, wanted.Seed);
        _down.Impair(wanted.Down, wanted.DownSeed);
        _applied = wanted;
        // A wider path may have room for what has to wait so far.
        foreach (var session in _sessions.Values.Where(session => session.IsConnected).ToList())
            Serve(session);
    }

    private void Open(Socket client)
    {
        if (_count < _options.MostSessions && TryOpen(client))
            return;
        Volatile.Write(ref _refused, _refused + 1);
        TcpSession.Reset(client);
    }

    private bool TryOpen(Socket client)
    {
        if (TcpSession.TryConnect(client, _options.Target) is not { } target)
            return false;
        // Two numbers for each: the client's is even.
        var session = new TcpSession(client, target, _lastKey + 1, _up, _down, _poll.Now());
        _lastKey += 2;
        _sessions.Add(session.Key, session);
        Volatile.Write(ref _count, _count + 1);
        Watch(session, isTarget: true, (Read: false, Write: true));
        Wake(session, session.OpenedAt + _options.ConnectTimeout);
        return true;
    }

    private void Wakened(TcpSession session)
    {
        if (!session.IsConnected)
        {
            if (HasFailed(session.Target))
            {
                Volatile.Write(ref _refused, _refused + 1);
                End(session, isReset: true);
                return;
            }

            session.IsConnected = true;
        }

        Serve(session);
    }

    private void ServeDue()
    {
        var now = _poll.Now();
        while (_wakes.TryTakeDue(now, out var session))
        {
            if (session.WakeAt is not { } at || at > now || !_sessions.ContainsKey(session.Key))
                continue;
            session.WakeAt = null;
            if (session.IsConnected)
            {
                Serve(session);
                continue;
            }

            Volatile.Write(ref _refused, _refused + 1);
            End(session, isReset: true);
        }
    }

    private void Serve(TcpSession session)
    {
        if (!TryMove(session.Up) || !TryMove(session.Down))
        {
            End(session, isReset: true);
            return;
        }

        if (session.IsDone)
        {
            End(session, isReset: false);
            return;
        }

        var now = _poll.Now();
        var (readsUp, upAt) = Plan(session, session.Up, now);
        var (readsDown, downAt) = Plan(session, session.Down, now);
        Watch(session, isTarget: false, (readsUp, session.Down.IsBlocked));
        Watch(session, isTarget: true, (readsDown, session.Up.IsBlocked));
        if (Earlier(upAt, downAt) is { } at)
            Wake(session, at);
        else
            session.WakeAt = null;
        Feed();
    }

    /// <summary>Reads once and writes what is due; false when the connection is broken.</summary>
    private bool TryMove(TcpHalf half)
    {
        var now = _poll.Now();
        if (MayRead(half, now) && !half.TryRead(now, _buffer, out _))
            return false;
        return half.TryWrite(now);
    }

    private bool MayRead(TcpHalf half, TimeSpan now) =>
        half.HasRoom && Queued < _options.MostQueued.Bytes && half.Direction.Path.MayReadAt(now) <= now;

    /// <summary>Whether its sender is to be watched, and when to look at it at the latest.</summary>
    private (bool Reads, TimeSpan? At) Plan(TcpSession session, TcpHalf half, TimeSpan now)
    {
        var writesAt = half.IsBlocked ? null : half.NextDeparture;
        if (!half.HasRoom)
            return (false, writesAt);
        if (Queued >= _options.MostQueued.Bytes)
        {
            _starved.Add(session);
            return (false, writesAt);
        }

        var readsAt = half.Direction.Path.MayReadAt(now);
        return readsAt <= now ? (true, writesAt) : (false, Earlier(writesAt, readsAt));
    }

    /// <summary>Lets those read again that could not for want of the relay's memory.</summary>
    private void Feed()
    {
        if (_starved.Count == 0 || Queued >= _options.MostQueued.Bytes / 2)
            return;
        var now = _poll.Now();
        foreach (var session in _starved)
            Wake(session, now);
        _starved.Clear();
    }

    private void Wake(TcpSession session, TimeSpan at)
    {
        if (session.WakeAt is { } before && before <= at)
            return;
        session.WakeAt = at;
        _wakes.Add(at, session);
    }

    private void Watch(TcpSession session, bool isTarget, (bool Read, bool Write) wants)
    {
        var (socket, key) = isTarget ? (session.Target, session.Key + 1) : (session.Client, session.Key);
        var before = isTarget ? session.TargetInterest : session.ClientInterest;
        if (wants == before)
            return;
        if (wants is { Read: false, Write: false })
            _poll.Remove(socket);
        else if (before is { Read: false, Write: false })
            _poll.Add(socket, key, wants.Read, wants.Write);
        else
            _poll.Change(socket, key, wants.Read, wants.Write);
        if (isTarget)
            session.TargetInterest = wants;
        else
            session.ClientInterest = wants;
    }

    private void End(TcpSession session, bool isReset)
    {
        Watch(session, isTarget: false, default);
        Watch(session, isTarget: true, default);
        _sessions.Remove(session.Key);
        _starved.Remove(session);
        session.Close(isReset);
        Volatile.Write(ref _count, _count - 1);
        Feed();
    }

    private static bool HasFailed(Socket socket) =>
        (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0;

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? two) =>
        one is null ? two
        : two is null || one < two ? one
        : two;
}
