using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Slices;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Tunnels;

namespace Weir.Proxy.Caching;

/// <summary>Answers requests from the store, or by way of the origin.</summary>
/// <remarks>
/// The life of a request:
/// <list type="number">
/// <item>What is not for this proxy is refused, here and by the server's own framing.</item>
/// <item>Methods other than GET and HEAD, and conditions that only the origin can judge, pass through.</item>
/// <item>A stored response that the request selects and the rules allow is the answer: on the loop, at once. What it was
/// within the same second it still is.</item>
/// <item>Otherwise a <see cref="Fill"/> goes to the origin, or one that is on its way for the same is waited for.</item>
/// <item>What a fill brought for the store answers all who waited for it and whom it fits; the others go on their own.</item>
/// </list>
/// </remarks>
/// <param name="tunnels">Takes CONNECT; null where there are no tunnels.</param>
internal sealed partial class CacheHandler(
    FillContext context,
    FillThreads threads,
    LoadTable loads,
    TunnelMaker? tunnels
) : IRequestHandler
{
    private readonly SliceSource _slices = new(context, threads, loads);

    /// <summary>Bodies of requests are kept whole before they go upstream (nginx: client_max_body_size); 413 beyond.</summary>
    public const int MaxRequestBody = 1024 * 1024;

    /// <summary>A request waits for so many fills of others before it goes its own way.</summary>
    private const int MostRounds = 3;

    /// <summary>A body of GET or HEAD means nothing (RFC 9110 9.3.1): it is read over and does not go on.</summary>
    public int MaxBody(Head head) => IsGet(head) || IsHead(head) ? 0 : MaxRequestBody;

    public ValueTask HandleAsync(Exchange exchange)
    {
        var head = exchange.Head;
        if (HotRequest.IsPlain(head) && context.Store.Hot.Find(head.Target, context.Time.GetUtcNow()) is { } hot)
        {
            hot.Entry.CountHit();
            exchange.StartWith(200, hot.Head);
            exchange.SetBody(hot.Body);
            exchange.Note = hot.Note;
            return ValueTask.CompletedTask;
        }

        if (head.Method.SequenceEqual("CONNECT"u8) && tunnels is not null)
            return tunnels.OpenAsync(exchange);
        if (Admission.Find(context, exchange) is not { } route)
            return ValueTask.CompletedTask;
        var request = new FillRequest(head, exchange.RequestBody, route, exchange.Client.Address);
        if (!request.IsGet && !request.IsHead)
            return PassAsync(exchange, request, ForwardReason.Method);
        if (head.CountOf("If-Match"u8) > 0 || head.CountOf("If-Unmodified-Since"u8) > 0)
            return PassAsync(exchange, request, ForwardReason.Bypass);
        if (context.Store.MayLoad(request.Key, head))
            return LoadAsync(exchange, request);
        return TryServe(exchange, request, default, out var plan)
            ? ValueTask.CompletedTask
            : FetchAsync(exchange, request, plan);
    }

    /// <summary>As step 3, for what is on the disk alone.</summary>
    private async ValueTask LoadAsync(Exchange exchange, FillRequest request)
    {
        await loads.LoadAsync(request.Key, request.Head, slice: null);
        if (
            SliceOf(request.Head) is { } slice
            && context.Store.Find(request.Key, request.Head, out _) is null
            && context.Store.MayLoad(request.Key, slice)
        )
            await loads.LoadAsync(request.Key, request.Head, slice);
        if (!TryServe(exchange, request, default, out var plan))
            await FetchAsync(exchange, request, plan);
    }

    /// <summary>Step 3. When it returns false, <paramref name="plan"/> says how to go on.</summary>
    private bool TryServe(Exchange exchange, FillRequest request, Collapsed? collapsed, out Plan plan)
    {
        var control = CacheControl.Of(request.Head);
        var now = context.Time.GetUtcNow();
        var entry = context.Store.Find(request.Key, request.Head, out var miss);
        if (entry is null && !control.OnlyIfCached && TryServeSlices(exchange, request, collapsed, now, ref miss))
        {
            plan = default;
            return true;
        }

        plan = new Plan(miss, null, null, control);
        if (entry is not null)
        {
            var reuse = CacheRules.Decide(control, entry.Response, now);
            plan = plan with { Reason = reuse.Reason ?? ForwardReason.UriMiss };
            if (entry.Body.TryOpen(out var reader))
            {
                if (reuse.IsAllowed)
                {
                    if (reuse.IsToBeRevalidated)
                        Revalidate(request, entry, control);
                    Serve(exchange, entry, reader, collapsed, reuse.TimeToLive, now);
                    if (
                        exchange is { Status: 200, Note: CacheNote { Verdict: CacheVerdict.Hit } note }
                        && !reuse.IsToBeRevalidated
                        && HotRequest.IsPlain(request.Head)
                    )
                        context.Store.Hot.Offer(request.Head.Target, entry, exchange.Fields.Written, note, now);
                    return true;
                }

                plan = plan with { Stale = entry, Reader = reader };
            }
        }

        if (!control.OnlyIfCached)
            return false;
        plan.Reader?.Dispose();
        // RFC 9111 5.2.1.7: SHOULD answer 504.
        CacheAnswer.Refused(
            exchange,
            504,
            "Nothing stored answers this, and the request wants nothing else.",
            "only-if-cached"
        );
        return true;
    }

    /// <summary>As <see cref="TryServe"/>, from slices of which the first is there (RFC 9111 3.4).</summary>
    private bool TryServeSlices(
        Exchange exchange,
        FillRequest request,
        Collapsed? collapsed,
        DateTimeOffset now,
        ref ForwardReason miss
    )
    {
        if (
            !request.IsGet
            || SliceOf(request.Head) is not { } slice
            || context.Store.FindSlice(request.Key, slice) is not { } entry
        )
            return false;
        var reuse = CacheRules.Decide(CacheControl.Of(request.Head), entry.Response, now);
        if (!reuse.IsAllowed || !entry.Body.TryOpen(out var reader))
        {
            miss = reuse.Reason ?? miss;
            return false;
        }

        var size = entry.Selection.Slice!.Value.Size;
        var isPartial =
            CacheAnswer.LastByteOf(request.Head, entry.Response, size) is { } last
            && !_slices.HasAll(request.Key, entry, last);
        Serve(exchange, entry, _slices.Open(request, entry, reader), collapsed, reuse.TimeToLive, now, isPartial);
        return true;
    }

    /// <summary>The slice that an answer would begin with: of a request for all of it the first one.</summary>
    private static long? SliceOf(Head request) => request.CountOf("Range"u8) == 0 ? 0 : SliceRange.FirstOf(request);

    private static void Serve(
        Exchange exchange,
        CacheEntry entry,
        EntryBody reader,
        Collapsed? collapsed,
        TimeSpan left,
        DateTimeOffset now,
        bool isPartial = false
    )
    {
        entry.CountHit();
        var status = new CacheStatus(ProxyIdentity.Name)
        {
            Forward = collapsed?.Reason ?? (isPartial ? ForwardReason.Partial : null),
            ForwardStatus = collapsed?.Status,
            IsCollapsed = collapsed is not null,
            TimeToLive = left,
        };
        var verdict =
            status.Forward is null ? CacheVerdict.Hit
            : collapsed?.Status == 304 ? CacheVerdict.Revalidated
            : CacheVerdict.Miss;
        CacheAnswer.FromStore(
            exchange,
            entry.Response,
            reader,
            new CacheNote(verdict, status, Upstream: collapsed?.Took),
            now
        );
    }

    private static bool IsGet(Head head) => head.Method.SequenceEqual("GET"u8);

    private static bool IsHead(Head head) => head.Method.SequenceEqual("HEAD"u8);

    /// <summary>How a request goes on that the store does not answer.</summary>
    /// <param name="Stale">What is stored for it and may be validated, with a reader that keeps it.</param>
    private readonly record struct Plan(
        ForwardReason Reason,
        CacheEntry? Stale,
        BodyReader? Reader,
        CacheControl Control
    );

    /// <summary>The fill of another that a request has waited for.</summary>
    private sealed record Collapsed(ForwardReason Reason, int Status, TimeSpan Took);
}
