using Weir.Probes.Session;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>Runs sessions side by side on two threads, whatever their number: one sends, one receives.</summary>
/// <param name="sessions">At least one, each with the socket of the same number.</param>
internal sealed class SessionThreads(
    IReadOnlyList<ProbeSession> sessions,
    IReadOnlyList<UdpSocket> sockets,
    SessionClock clock,
    TimeProvider time
)
{
    private const int ReceiveBatch = 64;

    /// <summary>Replies are as long as requests; a raw socket adds the IP head.</summary>
    private const int Slack = 128;

    /// <summary>Waiting busily pays where packets are far apart; at high rates it would take a core.</summary>
    private static readonly TimeSpan SpinFrom = TimeSpan.FromMicroseconds(500);

    private static readonly TimeSpan Spin = TimeSpan.FromMicroseconds(80);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan ClockLook = TimeSpan.FromSeconds(1);

    private readonly ClockWatch _clockWatch = new();
    private TimeSpan _nextClockLook;
    private volatile bool _isOver;

    /// <summary>
    /// 1. A thread receives until the sessions are over. 2. This one sends each packet when it is due. 3. It waits until
    /// every packet is answered or lost, and for copies after that.
    /// </summary>
    public void Run(TimeSpan interval, CancellationToken cancellation)
    {
        var receiver = new Thread(Receive) { Name = "probe replies", IsBackground = true };
        receiver.Start();
        var wait = new PreciseWait(time, interval / sessions.Count >= SpinFrom ? Spin : TimeSpan.Zero);
        Send(wait, cancellation);
        // Each is asked each time: it is then that it notices what it lingers for.
        while (sessions.Count(session => session.IsOver(cancellation.IsCancellationRequested)) < sessions.Count)
        {
            LookAtClocks();
            wait.Until(clock.TimestampOf(clock.Now + Look), CancellationToken.None);
        }

        _isOver = true;
        receiver.Join();
    }

    private void Send(PreciseWait wait, CancellationToken cancellation)
    {
        var batch = ProbeSession.BatchFor(sessions[0].PacketSize);
        var queue = new PriorityQueue<ProbeSession, TimeSpan>(
            sessions.Select(session => (session, session.Due ?? TimeSpan.Zero))
        );
        while (!cancellation.IsCancellationRequested && queue.TryPeek(out var session, out var due))
        {
            LookAtClocks();
            if (clock.Now < due)
            {
                // In pieces: a target that is not there is noticed long before the next packet of a slow schedule.
                var piece = due - clock.Now < UdpSocket.Slice ? due : clock.Now + UdpSocket.Slice;
                wait.Until(clock.TimestampOf(piece), cancellation);
                if (piece != due && !session.IsPointless)
                    continue;
            }

            if (cancellation.IsCancellationRequested)
                break;
            session.SendDue(batch);
            if (session.Due is { } next)
                queue.DequeueEnqueue(session, next);
            else
                queue.Dequeue();
        }

        foreach (var session in sessions)
            session.Stop();
    }

    private void LookAtClocks()
    {
        if (clock.Now < _nextClockLook)
            return;
        _nextClockLook = clock.Now + ClockLook;
        if (_clockWatch.Look(clock.Wall, clock.Now) is { } step)
        {
            foreach (var session in sessions)
                session.OnClockStep(step);
        }
    }

    private void Receive()
    {
        var batch = new DatagramBatch(ReceiveBatch, sessions[0].PacketSize + Slack);
        if (sessions is [var only])
        {
            while (!_isOver)
                only.Receive(batch, mayWait: true);
        }
        else
        {
            ReceiveOfMany(batch);
        }

        // What lies there by now was not lost: a busy machine may let this thread come to it late.
        foreach (var session in sessions)
        {
            while (session.Receive(batch, mayWait: false) || batch.Count > 0) { }
        }
    }

    private void ReceiveOfMany(DatagramBatch batch)
    {
        using var watch = new UdpWatch(sockets);
        var ready = new List<int>();
        while (!_isOver)
        {
            watch.Wait(ready);
            foreach (var number in ready)
            {
                while (sessions[number].Receive(batch, mayWait: false)) { }
            }
        }
    }
}
