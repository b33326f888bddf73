using System.Net;
using System.Net.Sockets;
using Weir.Transport.Loop;
using Weir.Transport.Polling;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>Passes the bytes of connections on to one target and back, late or slowly if wanted, and their ends and resets.</summary>
/// <remarks>One thread of its own. All connections share the bandwidth of each direction, as those of one link do.</remarks>
public sealed class TcpRelay : IRelay
{
    private const int Backlog = 512;

    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private RelayImpairment _impairment;
    private TcpRelayWorker? _worker;

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    public TcpRelay(RelayOptions options, TimeProvider time)
    {
        _options = RelayOptions.Validate(options);
        _time = time;
        _impairment = options.Impairment;
        EndPoint = options.Listen;
    }

    public RelayProtocol Protocol => RelayProtocol.Tcp;

    public IPEndPoint EndPoint { get; private set; }

    public IPEndPoint Target => _options.Target;

    public RelayStatus Status => _worker?.Status ?? new RelayStatus(0, 0, default, default);

    public RelayImpairment Impairment
    {
        get => Volatile.Read(ref _impairment);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Problem(Protocol) is { } problem)
                throw new ArgumentException(problem, nameof(value));
            Volatile.Write(ref _impairment, value);
            _worker?.Impair(value);
        }
    }

    public ListenFailure TryStart()
    {
        var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Bind(EndPoint);
            socket.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            return exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => ListenFailure.InUse,
                SocketError.AccessDenied => ListenFailure.NotPermitted,
                SocketError.AddressNotAvailable => ListenFailure.NoSuchAddress,
                _ => ListenFailure.Other,
            };
        }

        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _worker = new TcpRelayWorker(_options, socket, new SocketPoll(_time));
        _worker.Start();
        return ListenFailure.None;
    }

    public ValueTask DisposeAsync()
    {
        _worker?.Dispose();
        return ValueTask.CompletedTask;
    }
}
