using Weir.Http.Fields;

namespace Weir.Proxy.Caching.Rules;

/// <summary>Whether a stored response answers a request as it is.</summary>
/// <param name="Reason">Why it does not; null when it does.</param>
/// <param name="TimeToLive">How long it is still fresh; negative when it is stale.</param>
public readonly record struct Reuse(ForwardReason? Reason, TimeSpan TimeToLive)
{
    public bool IsAllowed => Reason is null;
}
