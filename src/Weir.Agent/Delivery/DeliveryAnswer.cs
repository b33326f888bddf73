namespace Weir.Agent.Delivery;

/// <summary>How one request to the collector went.</summary>
public abstract record DeliveryAnswer;

/// <summary>The collector has stored the records, had them before, or refuses single ones for good.</summary>
public sealed record DeliveryAcknowledged(int Accepted, int Duplicates, IReadOnlyList<Rejection> Rejected)
    : DeliveryAnswer;

/// <summary>A record that the collector refuses for good.</summary>
/// <param name="Line">Its place in the request, from 1.</param>
public sealed record Rejection(int Line, string Reason);

/// <summary>Nothing is known to be stored; the same records are to be sent again.</summary>
/// <param name="Reason">A sentence that names the collector and the remedy, without its final stop.</param>
/// <param name="RetryAfter">How long the collector asks to wait (RFC 9110 section 10.2.3).</param>
public sealed record DeliveryFailed(DeliveryFaultKind Kind, string Reason, TimeSpan? RetryAfter = null)
    : DeliveryAnswer;

public enum DeliveryFaultKind
{
    /// <summary>No connection, no answer in time, or one that broke off.</summary>
    Unreachable,

    /// <summary>It shows a certificate that this side does not believe.</summary>
    Untrusted,

    /// <summary>It does not know the token, or the token may not write; or there is no token.</summary>
    Unauthorized,

    /// <summary>It takes no more from this sender for now.</summary>
    Limited,

    /// <summary>The request is larger than it takes.</summary>
    TooLarge,

    /// <summary>An answer that no collector gives.</summary>
    Unexpected,
}
