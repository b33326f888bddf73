using System.Net;
using Weir.Transport.Loop;

namespace Weir.Proxy.Relay;

/// <summary>What relays of all protocols have in common: a thread of their own, once they have started.</summary>
public abstract class ThreadedRelay : IRelay
{
    private RelayImpairment _impairment;
    private IRelayWorker? _worker;

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    private protected ThreadedRelay(RelayOptions options, RelayProtocol protocol)
    {
        Options = RelayOptions.Validate(options with { Protocol = protocol });
        _impairment = options.Impairment;
        EndPoint = options.Listen;
    }

    public RelayProtocol Protocol => Options.Protocol;

    public IPEndPoint EndPoint { get; private set; }

    public IPEndPoint Target => Options.Target;

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

    private protected RelayOptions Options { get; }

    public ListenFailure TryStart()
    {
        var failure = TryListen(out var endPoint, out _worker);
        if (_worker is null)
            return failure;
        EndPoint = endPoint;
        _worker.Start();
        return ListenFailure.None;
    }

    public ValueTask DisposeAsync()
    {
        _worker?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <param name="endPoint">With the port that the kernel chose.</param>
    /// <param name="worker">Null when it cannot listen.</param>
    private protected abstract ListenFailure TryListen(out IPEndPoint endPoint, out IRelayWorker? worker);
}
