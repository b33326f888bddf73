using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

/// <summary>What a shared cache may store and reuse (RFC 9111). Pure: clocks and stores are the caller's.</summary>
public static class CacheRules
{
    /// <summary>
    /// RFC 9111 3, condition by condition. Beyond it, a response with Set-Cookie is taken for one user's unless it says
    /// that it may be shared (7.3), and what could never be served is not stored.
    /// </summary>
    /// <param name="response">As it is to be stored.</param>
    public static StoreDecision Storable(Head request, StoredResponse response)
    {
        var head = response.Head;
        var control = response.Control;
        if (!request.Method.SequenceEqual("GET"u8))
            return StoreDecision.Method;
        if (head.Status is < 200 or 206 or 304 || (control.MustUnderstand && !Statuses.IsUnderstood(head.Status)))
            return StoreDecision.Status;
        // 5.2.2.3: who understands the status SHOULD ignore the no-store that stands beside must-understand for others.
        if (CacheControl.Of(request).NoStore || (control.NoStore && !control.MustUnderstand))
            return StoreDecision.NoStore;
        if (control.IsPrivate)
            return StoreDecision.Private;
        if (!MayBeShared(control))
        {
            // 3.5: a shared cache MUST NOT use it for another request.
            if (request.CountOf("Authorization"u8) > 0)
                return StoreDecision.Authorization;
            if (head.CountOf("Set-Cookie"u8) > 0 && response.IsHeuristic && !control.Names("Set-Cookie"))
                return StoreDecision.SetCookie;
        }

        var vary = VaryField.Of(head);
        // A gateway says itself which client it is for, and of that the next request's own fields say nothing.
        if (vary.IsAny || vary.Names.Contains("x-forwarded-for"))
            return StoreDecision.VaryAny;
        if (response.Lifetime > TimeSpan.Zero)
            return StoreDecision.Store;
        // Stale from the start: of use only when the origin can be asked whether it still holds.
        var isCacheable = !response.IsHeuristic || Statuses.IsHeuristicallyCacheable(head.Status) || control.IsPublic;
        return isCacheable && response.HasValidator ? StoreDecision.Store : StoreDecision.NoFreshness;
    }

    /// <summary>RFC 9111 4 and 5.2.1: whether it may answer a request without the origin being asked.</summary>
    /// <param name="request">The request's directives.</param>
    public static Reuse Decide(CacheControl request, StoredResponse stored, DateTimeOffset now)
    {
        var age = stored.Age(now);
        var left = stored.Lifetime - age;
        // 5.2.1.4 and 5.2.1.1: what the client does not want unvalidated.
        if (request.NoCache || (age > request.MaxAge && !IsImmutable(stored, left)))
            return new Reuse(ForwardReason.Request, left);
        // 5.2.2.4: MUST NOT be used without successful validation.
        if (stored.Control.NoCache)
            return new Reuse(ForwardReason.Stale, left);
        if (left <= TimeSpan.Zero && MayServeWhileRevalidating(request, stored.Control, left))
            return new Reuse(null, left) { IsToBeRevalidated = true };
        if (left <= TimeSpan.Zero)
            return new Reuse(MayServeStale(request, stored.Control, left) ? null : ForwardReason.Stale, left);
        // 5.2.1.3.
        return new Reuse(left < request.MinFresh ? ForwardReason.Request : null, left);
    }

    /// <summary>
    /// RFC 5861 4: whether it answers in the place of an error. The response or the request says for how long after its
    /// lifetime; what the client does not want unvalidated is not served so.
    /// </summary>
    public static bool MayServeOnError(CacheControl request, StoredResponse stored, DateTimeOffset now)
    {
        var over = -stored.TimeToLive(now);
        return !request.NoCache
            && !stored.Control.NoCache
            && !ForbidsStale(stored.Control)
            && !(stored.Age(now) > request.MaxAge)
            && request.MinFresh is null
            && (over <= stored.Control.StaleIfError || over <= request.StaleIfError);
    }

    /// <summary>
    /// RFC 8246 2: as long as it is fresh it is not validated but for who asks for just that, by no-cache. The max-age=0 of a
    /// browser's reload is what immutable is made against.
    /// </summary>
    private static bool IsImmutable(StoredResponse stored, TimeSpan left) =>
        stored.Control.IsImmutable && left > TimeSpan.Zero;

    /// <summary>RFC 5861 4: the errors that it stands in for, an origin that does not answer beside them.</summary>
    public static bool IsError(int status) => status is 500 or 502 or 503 or 504;

    /// <summary>RFC 5861 3, unless the client wants it fresh for some time yet (5.2.1.3).</summary>
    private static bool MayServeWhileRevalidating(CacheControl request, CacheControl stored, TimeSpan left) =>
        !ForbidsStale(stored) && request.MinFresh is null && -left < stored.StaleWhileRevalidate;

    /// <summary>4.2.4; 5.2.2.10: s-maxage has the meaning of proxy-revalidate for a shared cache.</summary>
    private static bool ForbidsStale(CacheControl stored) =>
        stored.MustRevalidate || stored.ProxyRevalidate || stored.SharedMaxAge is not null;

    /// <summary>4.2.4 and 5.2.1.2: only when the client takes it and the response does not forbid it.</summary>
    private static bool MayServeStale(CacheControl request, CacheControl stored, TimeSpan left) =>
        !ForbidsStale(stored) && request.MaxStale is { } most && (most == TimeSpan.MaxValue || -left <= most);

    /// <summary>3.5: public, s-maxage or must-revalidate.</summary>
    private static bool MayBeShared(CacheControl control) =>
        control.IsPublic || control.SharedMaxAge is not null || control.MustRevalidate;
}
