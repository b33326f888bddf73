using System.Text;
using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Downloads.Fetching;

/// <summary>
/// One connection for the requests to one source, wherever it redirects to. Used by one thread. A request goes this way:
/// <list type="number">
/// <item>to where the source's file was found the last time (<see cref="SourceRoute"/>), at first to its own URL</item>
/// <item>on the open connection if it leads there, else on a new one; anew if an idle one turns out to be closed</item>
/// <item>a redirect is followed, if <see cref="RedirectRules"/> allow it; where it ends is remembered</item>
/// <item>a remembered place that has expired or does not answer is forgotten, and the source's own URL asked again</item>
/// </list>
/// </summary>
/// <param name="ordinal">
/// Counts the connections of the source: each begins with another address of a name that has several.
/// </param>
internal sealed class SourceConnection(
    SourceRoute route,
    DownloadOptions options,
    TimeProvider time,
    IConnectionWatcher watcher,
    int ordinal = 0
) : IDisposable
{
    /// <summary>Reading this much to keep a connection is cheaper than a new one.</summary>
    private const int WorthDraining = 64 << 10;

    private const int MaxRunId = 128;

    private readonly byte[] _drain = GC.AllocateUninitializedArray<byte>(16 << 10);
    private readonly List<SourceAddress> _path = [];
    private SourceRequest? _request;
    private ClientConnection? _connection;

    /// <summary>The connection after <see cref="Ask"/> has succeeded.</summary>
    public ClientConnection Current => _connection!;

    /// <summary>Where the last request went.</summary>
    public SourceAddress At { get; private set; } = route.Current;

    /// <summary>The coding that the file itself has, by the names it goes under.</summary>
    public string? Stored => StoredCoding.Of(route.Origin.FileName) ?? StoredCoding.Of(At.FileName);

    /// <summary>Asks for a range, or the whole file when that is null, and reads the head of the final answer.</summary>
    public Failure? Ask(Extent? range, WantedDigests wants = WantedDigests.None)
    {
        var isRemembered = route.Current != route.Origin;
        _path.Clear();
        _path.Add(route.Current);
        while (true)
        {
            var failure = Exchange(_path[^1], range, wants);
            if (failure is { Kind: FailureKind.Interrupted })
                return failure;
            if (isRemembered && (failure is not null || RedirectRules.MayHaveExpired(Current.Head.Status)))
            {
                // A signed target may be good for minutes only; the URL that signs it is good for longer.
                isRemembered = false;
                Drain();
                route.Forget(At);
                _path.Clear();
                _path.Add(route.Origin);
                continue;
            }
            if (failure is not null)
                return failure;
            if (!RedirectRules.IsRedirect(Current.Head.Status))
            {
                if (Current.Head.Status is 200 or 206)
                    route.Settle(At);
                return null;
            }
            var redirection = RedirectRules.Next(route.Origin, _path, Current.Head);
            Drain();
            if (redirection.To is not { } next)
                return redirection.Failure;
            _path.Add(next);
        }
    }

    /// <summary>The answer broke off: if it came from where the source redirects to, the source is asked again.</summary>
    public void Distrust() => route.Forget(At);

    public void Disconnect()
    {
        if (_connection is null)
            return;
        watcher.Disconnected(_connection);
        _connection.Dispose();
        _connection = null;
    }

    /// <summary>
    /// Reads the unwanted rest of a body, when it is short and comes soon; otherwise the connection is not worth keeping.
    /// </summary>
    public void Drain(long? rest = null)
    {
        if (_connection is null)
            return;
        var left =
            rest ?? (_connection.Framing.Kind == FramingKind.Length ? _connection.Framing.Length : long.MaxValue);
        var started = time.GetTimestamp();
        while (left is >= 0 and <= WorthDraining)
        {
            var patience = options.StallTimeout - time.GetElapsedTime(started);
            if (patience <= TimeSpan.Zero)
                break;
            var read = _connection.ReadBody(_drain, patience, out var fault);
            watcher.Count(read);
            left -= read;
            if (read == 0 || fault is not null)
                break;
        }
        if (!_connection.IsReusable)
            Disconnect();
    }

    public void Dispose() => Disconnect();

    private Failure? Exchange(SourceAddress to, Extent? range, WantedDigests wants)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            if (Connect(to) is { } unreachable)
                return unreachable;
            var connection = _connection!;
            var sent = watcher.Requested(to);
            var fault =
                connection.Send(RequestTo(to).Get(range, wants, route.IsNamed(to) ? route.Run : null))
                ?? connection.ReadHead(options.ResponseTimeout, onInterim: watcher.Interim);
            // RFC 9110 15.5.20: another connection may be the right one.
            var isMisdirected = fault is null && connection.Head.Status == 421 && connection.Exchanges > 1;
            if (fault is null && !(isMisdirected && !isRetry))
            {
                if (!RedirectRules.IsRedirect(connection.Head.Status))
                {
                    NoteRun(to, connection.Head);
                    watcher.Answered(to, sent, connection.Head);
                }
                return null;
            }
            Disconnect();
            if (fault is not null && (fault.Kind != HttpFaultKind.ClosedIdle || isRetry))
                return Describe(fault);
        }
    }

    /// <summary>A server that took a late request for that of a newcomer would let it wait for a run that never comes.</summary>
    private void NoteRun(SourceAddress from, Head head)
    {
        if (
            route.Run is null
            && route.IsNamed(from)
            && head.TryGet("Weir-Run"u8, out var run)
            && run.Length is > 0 and <= MaxRunId
        )
            route.Run = Encoding.Latin1.GetString(run);
    }

    private SourceRequest RequestTo(SourceAddress to)
    {
        if (_request is { } known && known.Address == to)
            return known;
        // Through a tunnel a proxy sees nothing of the request.
        var proxy = to.IsSecure ? null : options.Proxies.For(to);
        // What the user adds is meant for the server that was named; it may be a token.
        return _request = route.IsNamed(to)
            ? new SourceRequest(to, options.Client, options.Fields, proxy)
            : new SourceRequest(to, null, [], proxy);
    }

    private Failure? Connect(SourceAddress to)
    {
        if (_connection is { IsReusable: true } && At.IsSameServer(to))
        {
            At = to;
            return null;
        }
        Disconnect();
        At = to;
        var proxy = options.Proxies.For(to);
        var started = time.GetTimestamp();
        var socket = BlockingSocket.Connect(
            proxy?.Host ?? to.Host,
            proxy?.Port ?? to.Port,
            options.ConnectTimeout,
            time,
            () => watcher.IsOver,
            out var fault,
            ordinal
        );
        if (socket is null)
            return Describe(fault!, proxy);
        if (
            proxy is not null
            && to.IsSecure
            && ProxyTunnel.Open(socket, proxy, to, options.ResponseTimeout, time) is { } noTunnel
        )
        {
            socket.Dispose();
            return noTunnel;
        }
        var channel = Dialler.Secure(
            socket,
            to.Host,
            to.IsSecure ? options.Trust : null,
            options.ConnectTimeout,
            time,
            () => watcher.IsOver,
            out fault
        );
        if (channel is null)
            return Describe(fault!, proxy: null);
        _connection = new ClientConnection(channel, time);
        watcher.Connected(_connection, time.GetElapsedTime(started));
        return null;
    }

    private static Failure Describe(NetworkFault fault, ProxyAddress? proxy)
    {
        var kind = fault.Kind switch
        {
            FaultKind.TimedOut => FailureKind.TimedOut,
            FaultKind.Interrupted => FailureKind.Interrupted,
            FaultKind.NotSecured => FailureKind.Refused,
            _ => FailureKind.Unreachable,
        };
        return new Failure(kind, proxy is null ? fault.Reason : $"the proxy {proxy.Name}: {fault.Reason}");
    }

    public static Failure Describe(HttpFault fault) =>
        fault.Kind switch
        {
            HttpFaultKind.TimedOut => new(FailureKind.TimedOut, fault.Reason),
            HttpFaultKind.Malformed => new(FailureKind.WrongAnswer, fault.Reason),
            HttpFaultKind.Unreachable => new(FailureKind.Unreachable, fault.Reason),
            HttpFaultKind.Interrupted => new(FailureKind.Interrupted, fault.Reason),
            _ => new(FailureKind.Broken, fault.Reason),
        };
}
