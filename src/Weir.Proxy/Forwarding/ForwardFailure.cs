using Weir.Http.Client;
using Weir.Http.Fields;
using Weir.Transport.Blocking;

namespace Weir.Proxy.Forwarding;

/// <summary>Why there is no answer from upstream: what the client is told instead.</summary>
/// <param name="Status">502, or 504 when the time was over (RFC 9110 15.6.3, 15.6.5).</param>
/// <param name="Reason">A clause for people, in lower case and without a full stop.</param>
internal sealed record ForwardFailure(int Status, ProxyError Error, string Reason)
{
    /// <summary>Nothing of the request can have arrived.</summary>
    public bool IsUnsent { get; private init; }

    /// <summary>It is not a failure of the server's: the proxy does not go there.</summary>
    public bool IsRefusal => Error == ProxyError.DestinationIpProhibited;

    /// <summary>No connection was made.</summary>
    public static ForwardFailure Of(NetworkFault fault) =>
        fault.Kind == FaultKind.Interrupted
            ? Stopped
            : fault.Kind switch
            {
                FaultKind.NameNotFound => new(502, ProxyError.DnsError, fault.Reason),
                FaultKind.Refused => new(502, ProxyError.ConnectionRefused, fault.Reason),
                FaultKind.Unreachable => new(502, ProxyError.DestinationIpUnroutable, fault.Reason),
                FaultKind.TimedOut => new(504, ProxyError.ConnectionTimeout, fault.Reason),
                FaultKind.Prohibited => new(403, ProxyError.DestinationIpProhibited, fault.Reason),
                _ => new ForwardFailure(502, ProxyError.DestinationUnavailable, fault.Reason),
            } with
            {
                IsUnsent = true,
            };

    /// <summary>A connection was made, and no answer came over it.</summary>
    public static ForwardFailure Of(HttpFault fault) =>
        fault.Kind switch
        {
            HttpFaultKind.TimedOut => new(504, ProxyError.ConnectionReadTimeout, fault.Reason),
            HttpFaultKind.Malformed => new(502, ProxyError.HttpProtocolError, fault.Reason),
            HttpFaultKind.Interrupted => Stopped,
            _ => new(502, ProxyError.ConnectionTerminated, fault.Reason),
        };

    public static ForwardFailure Stopped { get; } = new(503, ProxyError.ProxyInternalError, "the proxy is stopping");

    public static ForwardFailure Busy { get; } =
        new(503, ProxyError.ProxyInternalError, "too many requests wait for the upstream");

    public static ForwardFailure Changed { get; } =
        new(502, ProxyError.HttpProtocolError, "the resource has changed meanwhile");

    public static ForwardFailure Bug { get; } = new(500, ProxyError.ProxyInternalError, "internal error");
}
