using Weir.Http.Fields;

namespace Weir.Proxy.Caching.Rules;

/// <summary>Whether a stored response answers a request as it is.</summary>
/// <param name="Reason">Why it does not; null when it does.</param>
/// <param name="TimeToLive">How long it is still fresh; negative when it is stale.</param>
public readonly record struct Reuse(ForwardReason? Reason, TimeSpan TimeToLive)
{
    public bool IsAllowed => Reason is null;

    /// <summary>It answers although it is stale, and the origin is to be asked at once, for those who come later (RFC 5861 3).</summary>
    public bool IsToBeRevalidated { get; init; }
}
