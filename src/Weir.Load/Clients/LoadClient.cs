using Weir.Content.Hashes;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Load.Barrier;
using Weir.Measurements.Records;
using Weir.Transport.Blocking;

namespace Weir.Load.Clients;

/// <summary>
/// One client of a run, on a thread and a connection of its own. Its life:
/// <list type="number">
/// <item>it connects and makes its buffers and its file ready</item>
/// <item>it waits at the <see cref="StartingLine"/> until all have; there its request goes out</item>
/// <item>the head of the answer passes the <see cref="HeadGate"/>, or nothing of the body is used</item>
/// <item>the body is hashed while hot, and kept or dropped</item>
/// <item>its hash is compared, here when it is known and by the runner when only the others can tell</item>
/// </list>
/// </summary>
internal sealed class LoadClient(string name, SourceAddress source, LoadClientOptions options, TimeProvider time)
    : IRunClient,
        IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Under load a client may be starved for long; a lost server is still noticed.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);

    private volatile ClientConnection? _connection;
    private volatile bool _isInterrupted;
    private volatile bool _isOver;
    private long _bytes;
    private long _requestedAt;
    private HttpFault? _unsent;

    public string Name => name;

    public SourceAddress Source => source;

    public ClientTrace Trace { get; } = new();

    /// <summary>Body bytes so far; any thread.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether it has ended; any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>The whole of it; called on its thread.</summary>
    public void Run(StartingLine line, long runStarted)
    {
        using var body = LoadBody.Open(options.Algorithm, options.KeepAs, out var unwritable);
        var connection = body is null ? null : Connect();
        if (connection is null)
        {
            Trace.Error ??= unwritable;
            line.Withdraw();
        }
        else
        {
            var request = new SourceRequest(source, name, [new("Weir-Run", options.RunId)]).Get(null);
            var buffer = GC.AllocateUninitializedArray<byte>(options.BufferSize);
            line.Ready(() => Request(connection, request, runStarted));
            // An interrupted run may let go a client that came to the line too late to be started.
            Trace.Error = Trace.RequestedAt is null ? "interrupted" : Fetch(connection, body!, buffer);
            Trace.Tcp = connection.Socket.Facts();
            Trace.Bytes = Bytes;
        }

        if (_isInterrupted && Trace.Outcome != TransferOutcome.Ok)
            (Trace.Outcome, Trace.Error) = (TransferOutcome.Cancelled, "interrupted");
        Dispose();
        _isOver = true;
    }

    /// <summary>Closes its connection; <see cref="Run"/> has done so at its end.</summary>
    public void Dispose() => _connection?.Dispose();

    /// <summary>Ends what it waits for; any thread.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        _connection?.Interrupt();
    }

    private ClientConnection? Connect()
    {
        var started = time.GetTimestamp();
        var socket = Dialler.Connect(
            source.Host,
            source.Port,
            source.IsSecure ? options.Trust : null,
            ConnectTimeout,
            time,
            () => _isInterrupted,
            out var fault
        );
        if (socket is null)
        {
            Trace.Error = fault!.Reason;
            return null;
        }

        Trace.Tls = socket.Handshake;
        Trace.Connect = time.GetElapsedTime(started) - (socket.Handshake ?? TimeSpan.Zero);
        Trace.Address = socket.RemoteAddress;
        Trace.LocalPort = socket.LocalPort;
        _connection = new ClientConnection(socket, time);
        if (_isInterrupted)
            _connection.Interrupt();
        return _connection;
    }

    /// <summary>The start itself; on the thread of the starting line, while the client's own waits.</summary>
    private void Request(ClientConnection connection, HeadWriter request, long runStarted)
    {
        Trace.StartedAt = time.GetUtcNow();
        _requestedAt = time.GetTimestamp();
        Trace.RequestedAt = time.GetElapsedTime(runStarted, _requestedAt);
        _unsent = connection.Send(request);
    }

    /// <returns>Why there is no whole file, in a clause; null when there is.</returns>
    private string? Fetch(ClientConnection connection, LoadBody body, byte[] buffer)
    {
        var started = _requestedAt;
        var isHeld = false;
        var fault = _unsent ?? connection.ReadHead(ResponseTimeout, onInterim: status => isHeld |= status == 102);
        if (fault is not null)
            return fault.Reason;
        if (isHeld)
        {
            // A barrier of the server's own let go only now.
            started = time.GetTimestamp();
            Trace.StartedAt = time.GetUtcNow();
        }
        else
        {
            Trace.Response = time.GetElapsedTime(started);
        }

        var passage = HeadGate.First(
            connection.Head,
            connection.Framing,
            new Extent(0, long.MaxValue),
            time.GetUtcNow()
        );
        if (passage.Failure is { } refused)
            return refused.Reason;
        if (connection.Head.Status != 200)
            return $"answered {connection.Head.Status} to a request for the whole file";
        Trace.Size = passage.Facts!.Size;
        var unread = Read(connection, body, buffer);
        Trace.Duration = time.GetElapsedTime(started);
        return unread ?? Verify(body.Finish());
    }

    private string? Read(ClientConnection connection, LoadBody body, byte[] buffer)
    {
        while (true)
        {
            var read = connection.ReadBody(buffer, StallTimeout, out var fault);
            if (fault is not null)
                return fault.Reason;
            if (read == 0)
                return null;
            Interlocked.Add(ref _bytes, read);
            if (body.Add(buffer.AsSpan(0, read)) is { } full)
                return full;
        }
    }

    private string? Verify(string hash)
    {
        Trace.Hash = hash;
        Trace.Outcome = TransferOutcome.Ok;
        if (options.Checksum is not { } checksum || checksum.Hex == hash)
            return null;
        Trace.Outcome = TransferOutcome.Corrupt;
        return $"the file has the hash {checksum.Algorithm.Name()}:{hash}, expected {checksum}";
    }
}
