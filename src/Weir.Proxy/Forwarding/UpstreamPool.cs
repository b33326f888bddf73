using System.Net;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Proxy.Forwarding;

/// <summary>Connections to one upstream, kept alive between requests. Any thread; each call blocks its own.</summary>
/// <param name="permits">To which addresses of its name it may go; null for all.</param>
internal sealed class UpstreamPool(
    UpstreamAddress address,
    UpstreamOptions options,
    TimeProvider time,
    Func<IPAddress, bool>? permits = null
) : IDisposable
{
    private const int MostIdle = 64;

    /// <summary>Guards the lists and what follows them.</summary>
    private readonly Lock _lock = new();
    private readonly List<(ClientConnection Connection, long Since)> _idle = [];
    private readonly HashSet<ClientConnection> _busy = [];
    private bool _isRetired;
    private bool _isStopped;

    public UpstreamAddress Address => address;

    /// <summary>Connections that a request is on.</summary>
    public int Busy
    {
        get
        {
            lock (_lock)
                return _busy.Count;
        }
    }

    /// <summary>Connections that were opened.</summary>
    public long Opened;

    /// <summary>
    /// Sends a request over a kept connection, as far as that goes without waiting; null when there is no such connection.
    /// Does not block. What it gives goes to <see cref="Send"/> or to <see cref="Recall"/>.
    /// </summary>
    /// <param name="write">Writes the head of the request, which is of an idempotent method and has no body.</param>
    public DepartedRequest? SendAhead(Func<UpstreamAddress, HeadWriter> write)
    {
        lock (_lock)
        {
            if (_idle.Count == 0 || address.IsSecure)
                return null;
        }

        var request = write(address);
        if (TakeIdle() is not { } connection)
            return null;
        var departed = new DepartedRequest(this, connection, request, time.GetUtcNow(), time.GetTimestamp());
        connection.SendAhead(request);
        return departed;
    }

    /// <summary>Nobody will read the answer.</summary>
    public void Recall(DepartedRequest departed) => Close(departed.Connection);

    /// <summary>Sends a request and reads the head of its answer.</summary>
    /// <param name="departed">That request, when it is under way already.</param>
    /// <param name="isIdempotent">
    /// Whether it may go over a kept connection: the server may close that in the same moment, and then the request is
    /// sent again (RFC 9110 9.2.2 allows that for idempotent methods only).
    /// </param>
    /// <param name="onInterim">Gets the head of each interim answer, which is valid for as long as the call.</param>
    public UpstreamExchange? Send(
        HeadWriter request,
        ReadOnlySpan<byte> body,
        bool isIdempotent,
        bool toHead,
        out ForwardFailure? failure,
        Action<Head>? onInterim = null,
        DepartedRequest? departed = null
    )
    {
        while (true)
        {
            failure = null;
            var kept = departed?.Connection ?? (isIdempotent ? TakeIdle() : null);
            if ((kept ?? Connect(out failure)) is not { } connection)
            {
                failure ??= ForwardFailure.Stopped;
                return null;
            }

            var requestedAt = departed?.RequestedAt ?? time.GetUtcNow();
            var start = departed?.Start;
            departed = null;
            var fault =
                connection.Send(request, body)
                ?? connection.ReadHead(
                    options.HeadTimeout,
                    toHead,
                    onInterim is null ? null : _ => onInterim(connection.Head),
                    start
                );
            if (fault is null)
                return new UpstreamExchange(this, connection, requestedAt, time.GetUtcNow());

            Close(connection);
            if (fault.Kind == HttpFaultKind.ClosedIdle)
                continue;
            failure = ForwardFailure.Of(fault);
            return null;
        }
    }

    /// <summary>Gives a connection back; it is kept when its answer was read to the end and nothing follows it.</summary>
    public void Return(ClientConnection connection)
    {
        lock (_lock)
        {
            if (!_isStopped && !_isRetired && connection.IsReusable && _idle.Count < MostIdle)
            {
                _busy.Remove(connection);
                _idle.Add((connection, time.GetTimestamp()));
                return;
            }
        }

        Close(connection);
    }

    /// <summary>Keeps no connection from now on; a request that has found its way here still goes.</summary>
    public void Retire()
    {
        lock (_lock)
            _isRetired = true;
        CloseIdle();
    }

    /// <summary>Ends whatever waits on a connection; nothing is sent any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            foreach (var connection in _busy)
                connection.Interrupt();
        }

        CloseIdle();
    }

    private void CloseIdle()
    {
        List<ClientConnection> idle;
        lock (_lock)
        {
            idle = [.. _idle.Select(kept => kept.Connection)];
            _idle.Clear();
        }

        foreach (var connection in idle)
            connection.Dispose();
    }

    private void Close(ClientConnection connection)
    {
        lock (_lock)
            _busy.Remove(connection);
        connection.Dispose();
    }

    /// <summary>The one that was used last: its window is the widest, and the others grow old and go.</summary>
    private ClientConnection? TakeIdle()
    {
        while (true)
        {
            ClientConnection connection;
            bool isOld;
            lock (_lock)
            {
                if (_isStopped || _idle.Count == 0)
                    return null;
                (connection, var since) = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                _busy.Add(connection);
                isOld = time.GetElapsedTime(since) > options.IdleTimeout;
            }

            // Whatever has come unasked is the server's end, or bytes that would be taken for the next answer.
            if (!isOld && connection.IsQuiet)
                return connection;
            Close(connection);
        }
    }

    private ClientConnection? Connect(out ForwardFailure? failure)
    {
        var socket = Dialler.Connect(
            address.Host,
            address.Port,
            address.IsSecure ? options.Trust : null,
            options.ConnectTimeout,
            time,
            () => _isStopped,
            out var fault,
            permits
        );
        failure = fault is null ? null : ForwardFailure.Of(fault);
        if (socket is null)
            return null;
        Interlocked.Increment(ref Opened);
        socket.SetWriteTimeout(options.BodyTimeout);
        var connection = new ClientConnection(socket, time);
        lock (_lock)
        {
            if (!_isStopped)
            {
                _busy.Add(connection);
                return connection;
            }
        }

        connection.Dispose();
        return null;
    }
}
