using System.Text;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Downloads.Proxies;

/// <summary>
/// Asks a proxy to pass bytes through to a server (CONNECT, RFC 9110 9.3.6). Afterwards the socket is as one to the server.
/// </summary>
internal static class ProxyTunnel
{
    /// <summary>Used on the thread that owns the socket, before anything else is sent on it.</summary>
    /// <returns>Why there is no tunnel; null when there is.</returns>
    public static Failure? Open(
        BlockingSocket socket,
        ProxyAddress proxy,
        SourceAddress to,
        TimeSpan timeout,
        TimeProvider time
    )
    {
        // It only reads the head: what follows belongs to the server. The socket stays the caller's.
        var exchange = new ClientConnection(socket, time);
        var host = to.Host.Contains(':', StringComparison.Ordinal) ? $"[{to.Host}]" : to.Host;
        var authority = $"{host}:{to.Port}";
        var request = new HeadWriter()
            .StartRequest("CONNECT"u8, Encoding.ASCII.GetBytes(authority))
            .Field("Host"u8, authority)
            .Field("User-Agent"u8, "weir/0.1"u8);
        if (proxy.Authorization is { } authorization)
            request.Field("Proxy-Authorization"u8, authorization);
        if ((exchange.Send(request.End()) ?? exchange.ReadHead(timeout)) is { } fault)
            return new Failure(
                fault.Kind switch
                {
                    HttpFaultKind.TimedOut => FailureKind.TimedOut,
                    HttpFaultKind.Interrupted => FailureKind.Interrupted,
                    HttpFaultKind.Malformed => FailureKind.WrongAnswer,
                    _ => FailureKind.Broken,
                },
                $"the proxy {proxy.Name}: {fault.Reason}"
            );
        var status = exchange.Head.Status;
        if (status is >= 200 and < 300)
        {
            // A server speaks second: what is there already is no part of it.
            return exchange.IsQuiet
                ? null
                : new Failure(FailureKind.WrongAnswer, $"the proxy {proxy.Name} sent more than its answer to CONNECT");
        }
        var reason = $"the proxy {proxy.Name} refuses a connection to {authority}: {status}";
        return status is 429 or >= 500
            ? new Failure(FailureKind.Busy, reason, Status: status)
            : new Failure(FailureKind.Refused, reason, Status: status);
    }
}
