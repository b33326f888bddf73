using System.Net;
using Weir.Transport.Loop;
using Weir.Transport.Polling;
using Weir.Transport.Udp;

namespace Weir.Proxy.Relay.Udp;

/// <summary>Passes datagrams between clients and one target, and each reply to the client that asked alone.</summary>
/// <remarks>One thread of its own; datagrams pass to and from the kernel in batches.</remarks>
public sealed class UdpRelay : IRelay
{
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private RelayImpairment _impairment;
    private UdpRelayWorker? _worker;

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    public UdpRelay(RelayOptions options, TimeProvider time)
    {
        _options = RelayOptions.Validate(options);
        _time = time;
        _impairment = options.Impairment;
        EndPoint = options.Listen;
    }

    public RelayProtocol Protocol => RelayProtocol.Udp;

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
        var failure = UdpSocket.TryBind(EndPoint, new UdpOptions(), _time, out var socket);
        if (socket is null)
            return failure;
        EndPoint = socket.LocalEndPoint;
        _worker = new UdpRelayWorker(_options, socket, new SocketPoll(_time), _time);
        _worker.Start();
        return ListenFailure.None;
    }

    public ValueTask DisposeAsync()
    {
        _worker?.Dispose();
        return ValueTask.CompletedTask;
    }
}
