namespace Weir.Transport.Blocking;

/// <summary>What went wrong on the network, as a value: a fault is an outcome, not a bug.</summary>
/// <param name="Reason">A clause for people, in lower case and without a full stop.</param>
public sealed record NetworkFault(FaultKind Kind, string Reason);

public enum FaultKind
{
    NameNotFound,
    Refused,
    Unreachable,
    TimedOut,
    Reset,

    /// <summary>No TLS could be agreed on, or the peer is not believed: trying again does not help.</summary>
    NotSecured,

    /// <summary>The caller does not want to go to any address that the name has.</summary>
    Prohibited,

    /// <summary>Another thread ended the operation.</summary>
    Interrupted,
    Other,
}
