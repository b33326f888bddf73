namespace Weir.Proxy.Caching.Rules;

/// <summary>Whether a response is stored, or why not.</summary>
public enum StoreDecision
{
    Store,

    /// <summary>It answers a method whose responses are not stored.</summary>
    Method,

    /// <summary>A part, an interim answer, or a status that the cache would have to understand and does not.</summary>
    Status,

    /// <summary>no-store, in the request or in the response.</summary>
    NoStore,

    /// <summary>private.</summary>
    Private,

    /// <summary>It answers a request with Authorization, and nothing says that it may be shared.</summary>
    Authorization,

    /// <summary>It sets a cookie, and nothing says that it may be shared.</summary>
    SetCookie,

    /// <summary>Vary: *, so that it fits no other request.</summary>
    VaryAny,

    /// <summary>Neither fresh nor to be validated: nothing could ever be answered with it.</summary>
    NoFreshness,

    /// <summary>It does not fit into the store.</summary>
    TooLarge,
}

/// <summary>Decisions as log and Cache-Status name them.</summary>
public static class StoreDecisionNames
{
    public static string Name(this StoreDecision decision) =>
        decision switch
        {
            StoreDecision.Store => "stored",
            StoreDecision.Method => "method",
            StoreDecision.Status => "status",
            StoreDecision.NoStore => "no-store",
            StoreDecision.Private => "private",
            StoreDecision.Authorization => "authorization",
            StoreDecision.SetCookie => "set-cookie",
            StoreDecision.VaryAny => "vary",
            StoreDecision.NoFreshness => "no-freshness",
            _ => "too-large",
        };
}
