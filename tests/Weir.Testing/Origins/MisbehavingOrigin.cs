using System.Net;
using System.Net.Sockets;
using Weir.Testing.Processes;

namespace Weir.Testing.Origins;

/// <summary>
/// An HTTP/1.1 server on loopback that serves one content at every path, correctly unless told otherwise for a request.
/// It shares no code with Weir's engine, so that a mistake there is not repeated here.
/// </summary>
public sealed class MisbehavingOrigin : IAsyncDisposable
{
    private readonly Lock _lock = new(); // guards the lists, _listener, _stop and _changed
    private readonly List<TestRequest> _requests = [];
    private readonly List<Socket> _connections = [];
    private readonly List<Task> _work = [];
    private Socket? _listener;
    private CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();
    private Pacer? _pacer;
    private int _connectionCount;
    private long _bodyBytesSent;

    /// <summary>Listens at once.</summary>
    public MisbehavingOrigin(ReadOnlyMemory<byte> content, Func<TestRequest, Misbehaviour>? behave = null)
    {
        Content = content;
        Behave = behave ?? (_ => Misbehaviour.None);
        Start();
    }

    /// <summary>Asked once for each request; may be changed at any time, and is called from several threads.</summary>
    public Func<TestRequest, Misbehaviour> Behave { get; set; }

    public ReadOnlyMemory<byte> Content { get; set; }

    /// <summary>As it stands in the field, with its quotes; null for none.</summary>
    public string? ETag { get; set; } = "\"weir-test\"";

    /// <summary>As it stands in the field; null for none.</summary>
    public string? LastModified { get; set; }

    /// <summary>Connections beyond so many at a time are reset.</summary>
    public int MaxConnections { get; set; } = int.MaxValue;

    /// <summary>The speed of all connections together; null for no limit.</summary>
    public long? BytesPerSecond
    {
        get;
        set
        {
            field = value;
            _pacer = value is { } rate ? new Pacer(rate) : null;
        }
    }

    public int Port { get; private set; }

    /// <summary>Body bytes handed to the kernel, on all connections.</summary>
    public long BodyBytesSent => Interlocked.Read(ref _bodyBytesSent);

    /// <summary>Connections accepted so far, those beyond the cap too.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>Connections that are open now.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>The requests so far, in the order of their heads' arrival.</summary>
    public IReadOnlyList<TestRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>The URL of a path.</summary>
    public string Url(string path = "/file.bin") => $"http://127.0.0.1:{Port}{path}";

    /// <summary>Listens again, on the same port as before, which nobody else has taken meanwhile.</summary>
    public void Start()
    {
        var listener = Port == 0 ? FreePorts.Listen(Listen) : Listen(Port);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        lock (_lock)
        {
            _listener = listener;
            _stop = new CancellationTokenSource();
            _work.Add(AcceptAsync(listener, _stop.Token));
        }
    }

    /// <summary>Refuses new connections and resets those that are open; nothing when it is stopped already.</summary>
    public async Task StopAsync()
    {
        Task[] work;
        CancellationTokenSource stop;
        lock (_lock)
        {
            if (_listener is null)
                return;
            _listener.Dispose();
            _listener = null;
            stop = _stop;
            work = [.. _work];
            _work.Clear();
        }

        // First the resets: what the cancellation ends closes its connection in order.
        ResetConnections();
        await stop.CancelAsync();
        await Task.WhenAll(work);
        stop.Dispose();
    }

    /// <summary>Resets the open connections and goes on listening.</summary>
    public void ResetConnections()
    {
        Socket[] connections;
        lock (_lock)
            connections = [.. _connections];
        foreach (var connection in connections)
            Reset(connection);
    }

    /// <summary>Waits until a claim about this origin holds; it is looked at after each request, part of a body and end.</summary>
    /// <exception cref="TimeoutException">It does not hold in time.</exception>
    public async Task WaitUntilAsync(Func<MisbehavingOrigin, bool> holds, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(3), TimeProvider.System);
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            if (holds(this))
                return;

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException error)
            {
                throw new TimeoutException($"The origin saw only: {string.Join("; ", Requests)}", error);
            }
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    internal Pacer? SharedPacer => _pacer;

    internal TestRequest Record(Func<int, TestRequest> request)
    {
        TestRequest made;
        lock (_lock)
        {
            made = request(_requests.Count);
            _requests.Add(made);
        }

        Changed();
        return made;
    }

    internal void CountSent(int bytes)
    {
        Interlocked.Add(ref _bodyBytesSent, bytes);
        Changed();
    }

    internal static void Reset(Socket connection)
    {
        try
        {
            connection.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer was faster; closing is all that is left to do.
        }

        connection.Dispose();
    }

    private static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(512);
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await listener.AcceptAsync(stop);
            }
            catch (Exception error)
                when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var number = Interlocked.Increment(ref _connectionCount) - 1;
            lock (_lock)
            {
                if (stop.IsCancellationRequested || _connections.Count >= MaxConnections)
                {
                    Reset(connection);
                    continue;
                }

                _connections.Add(connection);
                _work.Add(ServeAsync(connection, number, stop));
            }
        }
    }

    private async Task ServeAsync(Socket connection, int number, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            connection.NoDelay = true;
            await new OriginConnection(this, connection, number).RunAsync(stop);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either side ended it, which is what this server is for.
        }
        finally
        {
            connection.Dispose();
            lock (_lock)
                _connections.Remove(connection);
            Changed();
        }
    }

    private void Changed()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
