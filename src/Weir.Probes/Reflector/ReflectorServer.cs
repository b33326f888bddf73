using System.Net;
using Weir.Transport.Loop;
using Weir.Transport.Udp;

namespace Weir.Probes.Reflector;

/// <summary>A reflector at a UDP port: one thread with blocking calls, from the start to the disposal.</summary>
public sealed class ReflectorServer : IDisposable
{
    /// <summary>Datagrams taken and answered at once; under less load they come one by one.</summary>
    private const int BatchSize = 64;

    private readonly IReflector _reflector;
    private readonly UdpSocket _socket;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly long _start;
    private readonly Lock _lock = new(); // guards _rate
    private readonly CounterRate _rate = new();
    private long _replied;
    private long _unanswered;
    private volatile bool _isOver;

    private ReflectorServer(IReflector reflector, UdpSocket socket, IPEndPoint endPoint, TimeProvider time)
    {
        _reflector = reflector;
        _socket = socket;
        _time = time;
        _start = time.GetTimestamp();
        EndPoint = endPoint;
        _thread = new Thread(Reflect) { Name = $"reflector {reflector.Protocol}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Where it listens, with the port that the kernel chose when 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What it has done so far. Any thread.</summary>
    public ReflectorStatus Status
    {
        get
        {
            var (replied, unanswered) = (Volatile.Read(ref _replied), Volatile.Read(ref _unanswered));
            lock (_lock)
            {
                var rate = _rate.Read(replied, _time.GetElapsedTime(_start));
                return new ReflectorStatus(_reflector.Protocol, EndPoint, replied + unanswered, replied, rate);
            }
        }
    }

    /// <summary>Binds and answers from now on.</summary>
    /// <param name="make">Given the port; makes what answers.</param>
    public static ListenFailure TryStart(
        IPEndPoint endPoint,
        Func<int, IReflector> make,
        TimeProvider time,
        out ReflectorServer? server
    )
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(make);
        server = null;
        var failure = UdpSocket.TryBind(endPoint, new UdpOptions(), time, out var socket);
        if (failure != ListenFailure.None)
            return failure;
        var port = socket!.LocalEndPoint.Port;
        server = new ReflectorServer(make(port), socket, new IPEndPoint(endPoint.Address, port), time);
        return ListenFailure.None;
    }

    /// <summary>Ends the thread, which takes up to <see cref="UdpSocket.Slice"/>, and closes the port.</summary>
    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Reflect()
    {
        var requests = new DatagramBatch(BatchSize, ushort.MaxValue);
        var replies = new DatagramBatch(BatchSize, ushort.MaxValue);
        while (!_isOver)
        {
            // What else can go wrong here concerns one datagram, an ICMP message of an earlier one say; the next may be sound.
            if (!_socket.TryReceive(requests, mayWait: true, out _))
                continue;
            replies.Clear();
            for (var i = 0; i < requests.Count; i++)
            {
                ref readonly var arrival = ref requests.ArrivalOf(i);
                if (_reflector.Reflect(requests.Received(i), arrival, replies.Slot(replies.Count)) is { } length)
                    replies.Append(length, arrival.From);
            }

            var replied = Send(replies);
            Volatile.Write(ref _replied, _replied + replied);
            Volatile.Write(ref _unanswered, _unanswered + requests.Count - replied);
        }
    }

    private int Send(DatagramBatch replies)
    {
        var replied = 0;
        for (var next = 0; next < replies.Count; )
        {
            var isRefused = _socket.Send(replies, next, out var sent) is not null;
            replied += sent;
            // The one that cannot be sent is passed over.
            next += sent + (isRefused ? 1 : 0);
        }

        return replied;
    }
}
