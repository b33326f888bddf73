namespace Weir.Proxy.Caching.Rules;

/// <summary>What caches know about status codes.</summary>
public static class Statuses
{
    /// <summary>RFC 9110 15.1, "heuristically cacheable"; but for 206, which is not stored.</summary>
    public static bool IsHeuristicallyCacheable(int status) =>
        status is 200 or 203 or 204 or 300 or 301 or 308 or 404 or 405 or 410 or 414 or 501;

    /// <summary>Those of RFC 9110 whose caching needs no more than RFC 9111 says: what must-understand asks for (5.2.2.3).</summary>
    public static bool IsUnderstood(int status) =>
        status
            is (>= 200 and <= 205)
                or (>= 300 and <= 303)
                or 307
                or 308
                or (>= 400 and <= 417)
                or 421
                or 422
                or 426
                or (>= 500 and <= 505);
}
