namespace Weir.Proxy.Caching;

/// <summary>What the cache did with a request, in one word for log and counters.</summary>
public enum CacheVerdict
{
    /// <summary>Answered from the store, the origin unseen.</summary>
    Hit,

    /// <summary>Answered from the store after the origin said that it still holds.</summary>
    Revalidated,

    /// <summary>Fetched from the origin, and stored for the next one or not.</summary>
    Miss,

    /// <summary>Another method, or a request that asks past the cache.</summary>
    Pass,

    /// <summary>Answered by the proxy itself, because the request is not for it.</summary>
    Refused,

    /// <summary>There was no answer from the origin.</summary>
    Failed,
}
