using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Http.Client;

/// <summary>Why an exchange did not come to its end, as a value.</summary>
/// <param name="Reason">A clause for people, in lower case and without a full stop.</param>
public sealed record HttpFault(HttpFaultKind Kind, string Reason)
{
    internal static HttpFault Of(NetworkFault fault) =>
        fault.Kind switch
        {
            FaultKind.TimedOut => new(HttpFaultKind.TimedOut, fault.Reason),
            FaultKind.Interrupted => new(HttpFaultKind.Interrupted, fault.Reason),
            FaultKind.Reset => new(HttpFaultKind.Broken, fault.Reason),
            _ => new(HttpFaultKind.Unreachable, fault.Reason),
        };

    internal static HttpFault Of(Rejection rejection) =>
        new(HttpFaultKind.Malformed, $"malformed answer: {rejection.Reason}");
}

public enum HttpFaultKind
{
    Unreachable,
    TimedOut,

    /// <summary>The connection ended before the message did.</summary>
    Broken,

    /// <summary>The connection was closed before the first byte of the answer, as idle ones may be at any time.</summary>
    ClosedIdle,

    /// <summary>The answer is no HTTP/1.1, or ambiguous.</summary>
    Malformed,

    /// <summary>This side ended it.</summary>
    Interrupted,
}
