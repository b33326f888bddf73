using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Fills;

/// <summary>What came of a way to the origin, as soon as the head of the answer is known.</summary>
/// <param name="Status">What the origin answered; 0 without an answer.</param>
/// <param name="Took">From the beginning of the fill to the head.</param>
internal abstract record FillOutcome(int Status, TimeSpan Took)
{
    /// <summary>It is in the store, its body on the way.</summary>
    /// <param name="Response">With what is for the one who began the fill alone.</param>
    /// <param name="Lead">The reader of the one who began the fill.</param>
    public sealed record Stored(CacheEntry Entry, StoredResponse Response, BodyReader Lead, int Status, TimeSpan Took)
        : FillOutcome(Status, Took);

    /// <summary>What was stored holds on.</summary>
    /// <param name="Response">With what is for the one who began the fill alone.</param>
    public sealed record Validated(CacheEntry Entry, StoredResponse Response, TimeSpan Took) : FillOutcome(304, Took);

    /// <summary>It is for the one who began the fill alone.</summary>
    /// <param name="Body">Null for an answer that carries none.</param>
    /// <param name="Length">The length of the body, carried or not; null when that is not known.</param>
    public sealed record Passing(Head Head, BodyReader? Body, long? Length, StoreDecision Why, TimeSpan Took)
        : FillOutcome(Head.Status, Took);

    /// <summary>It never began: what it was for had come into the store in the meantime.</summary>
    public sealed record Overtaken() : FillOutcome(0, TimeSpan.Zero);

    public sealed record Failed(ForwardFailure Failure, TimeSpan Took) : FillOutcome(0, Took);
}
