using System.Text;
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
        if (head.Method.SequenceEqual("CONNECT"u8) || head.Method.SequenceEqual("TRACE"u8))
            return RefuseMethod(exchange);
        if (context.Router.Find(head, exchange.IsSecure, out var refusal) is not { } route)
        {
            CacheAnswer.Refused(exchange, refusal!.Status, refusal.Sentence, refusal.Detail);
            return ValueTask.CompletedTask;
        }

        if (context.Identity.HasSeen(head))
        {
            CacheAnswer.Refused(
                exchange,
                508,
                "The request has been here before: it leads back to this proxy.",
                "loop"
            );
            return ValueTask.CompletedTask;
        }

        if (MaxForwards.Of(head) == 0)
        {
            // RFC 9110 7.6.2: MUST NOT be forwarded, and is answered here.
            CacheAnswer.Refused(exchange, 200, "This is a proxy, and the request goes no further.", "max-forwards");
            return ValueTask.CompletedTask;
        }

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
        var entry = context.Store.Find(request.Key, request.Head, out var hasVariants);
        if (entry is null && !control.OnlyIfCached && TryServeSlices(exchange, request, collapsed, now))
        {
            plan = default;
            return true;
        }

        plan = new Plan(hasVariants ? ForwardReason.VaryMiss : ForwardReason.UriMiss, null, null, control);
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
    private bool TryServeSlices(Exchange exchange, FillRequest request, Collapsed? collapsed, DateTimeOffset now)
    {
        if (
            !request.IsGet
            || SliceOf(request.Head) is not { } slice
            || context.Store.FindSlice(request.Key, slice) is not { } entry
        )
            return false;
        var reuse = CacheRules.Decide(CacheControl.Of(request.Head), entry.Response, now);
        if (!reuse.IsAllowed || !entry.Body.TryOpen(out var reader))
            return false;
        Serve(exchange, entry, _slices.Open(request, entry, reader), collapsed, reuse.TimeToLive, now);
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
        DateTimeOffset now
    )
    {
        entry.CountHit();
        var status = new CacheStatus(ProxyIdentity.Name)
        {
            Forward = collapsed?.Reason,
            ForwardStatus = collapsed?.Status,
            IsCollapsed = collapsed is not null,
            TimeToLive = left,
        };
        var verdict =
            collapsed is null ? CacheVerdict.Hit
            : collapsed.Status == 304 ? CacheVerdict.Revalidated
            : CacheVerdict.Miss;
        CacheAnswer.FromStore(
            exchange,
            entry.Response,
            reader,
            new CacheNote(verdict, status, Upstream: collapsed?.Took),
            now
        );
    }

    /// <summary>Steps 4 and 5.</summary>
    private async ValueTask FetchAsync(Exchange exchange, FillRequest request, Plan plan)
    {
        for (var round = 1; ; round++)
        {
            var fill = Begin(exchange, request, plan, mayWait: round <= MostRounds, out var isLeader);
            var outcome = await fill.Outcome;
            if (isLeader)
            {
                AnswerLeader(exchange, request, outcome, plan);
                return;
            }

            if (outcome is FillOutcome.Failed && TryServeOnError(exchange, outcome, plan))
                return;
            plan.Reader?.Dispose();
            if (outcome is FillOutcome.Failed failed)
            {
                Fail(exchange, failed, plan, isCollapsed: true);
                return;
            }

            // A passing answer was another's; the mark that it left sends this request, and all after it, on its own.
            var collapsed = new Collapsed(plan.Reason, outcome.Status, outcome.Took);
            if (TryServe(exchange, request, outcome is FillOutcome.Passing ? null : collapsed, out plan))
                return;
        }
    }

    private ValueTask PassAsync(Exchange exchange, FillRequest request, ForwardReason reason) =>
        FetchAlone(exchange, request, new Plan(reason, null, null, default));

    private async ValueTask FetchAlone(Exchange exchange, FillRequest request, Plan plan)
    {
        var fill = Start(new Fill(context, request), exchange);
        AnswerLeader(exchange, request, await fill.Outcome, plan);
    }

    private Fill Begin(Exchange exchange, FillRequest request, Plan plan, bool mayWait, out bool isLeader)
    {
        var head = request.Head;
        var isMarked = context.Marks.Has(request.Key, context.Time.GetUtcNow());
        var hasConditions = head.CountOf("If-None-Match"u8) > 0 || head.CountOf("If-Modified-Since"u8) > 0;
        var validating =
            request.IsGet && !plan.Control.NoStore && plan.Stale?.Response.HasValidator is true ? plan.Stale : null;
        // A range of what may be stored is fetched as the whole, and served from it as it grows. A condition of the
        // client's own goes on where the cache has none to put in its place.
        var isWhole =
            request.IsGet && !plan.Control.NoStore && (validating is not null || (!isMarked && !hasConditions));
        isLeader = true;
        request = request with
        {
            Form = isWhole ? RequestForm.Whole : RequestForm.AsAsked,
            Validating = isWhole ? validating : null,
        };
        if (!isWhole || isMarked || !mayWait || head.CountOf("Authorization"u8) > 0)
            return Start(new Fill(context, request), exchange);

        request = request with { IsShared = true };
        if (validating is null && SliceRange.FirstOf(head) is { } slice)
            request = request with { Form = RequestForm.Slice, Slice = slice };
        var fill = context.Table.JoinOrAdd(request.TableKey, () => new Fill(context, request), out isLeader);
        if (isLeader)
            return Start(fill, exchange);
        fill.Interims.Add(exchange);
        return fill;
    }

    /// <param name="exchange">Whose handler will wait for it; null for nobody's.</param>
    private Fill Start(Fill fill, Exchange? exchange = null)
    {
        if (exchange is not null)
            fill.Interims.Add(exchange);
        if (!threads.TryRun(fill.Run))
            fill.Refuse(ForwardFailure.Busy);
        return fill;
    }

    private void AnswerLeader(Exchange exchange, FillRequest request, FillOutcome outcome, Plan plan)
    {
        if (TryServeOnError(exchange, outcome, plan))
            return;
        var now = context.Time.GetUtcNow();
        var status = new CacheStatus(ProxyIdentity.Name)
        {
            Forward = plan.Reason,
            ForwardStatus = outcome.Status is 0 ? null : outcome.Status,
        };
        if (outcome is not FillOutcome.Validated)
            plan.Reader?.Dispose();
        switch (outcome)
        {
            case FillOutcome.Stored stored:
                var left = stored.Entry.Response.TimeToLive(now);
                CacheAnswer.FromStore(
                    exchange,
                    stored.Response,
                    stored.Entry.Selection.Slice is null
                        ? stored.Lead
                        : _slices.Open(request, stored.Entry, stored.Lead),
                    new CacheNote(
                        CacheVerdict.Miss,
                        status with
                        {
                            IsStored = true,
                            TimeToLive = left,
                        },
                        Upstream: outcome.Took
                    ),
                    now
                );
                break;
            case FillOutcome.Validated validated:
                validated.Entry.CountHit();
                CacheAnswer.FromStore(
                    exchange,
                    validated.Response,
                    plan.Reader!,
                    new CacheNote(
                        CacheVerdict.Revalidated,
                        status with
                        {
                            IsStored = true,
                            TimeToLive = validated.Entry.Response.TimeToLive(now),
                        },
                        Upstream: outcome.Took
                    ),
                    now
                );
                break;
            case FillOutcome.Passing passing:
                var isPass = plan.Reason is ForwardReason.Method or ForwardReason.Bypass;
                CacheAnswer.Passing(
                    exchange,
                    passing.Head,
                    passing.Body,
                    passing.Length,
                    new CacheNote(
                        isPass ? CacheVerdict.Pass : CacheVerdict.Miss,
                        status with
                        {
                            Detail = isPass ? null : passing.Why.Name(),
                        },
                        passing.Why.Name(),
                        outcome.Took
                    )
                );
                break;
            case FillOutcome.Failed failed:
                Fail(exchange, failed, plan, isCollapsed: false);
                break;
        }
    }

    private static void Fail(Exchange exchange, FillOutcome.Failed failed, Plan plan, bool isCollapsed) =>
        CacheAnswer.Failed(
            exchange,
            failed.Failure,
            new CacheNote(
                CacheVerdict.Failed,
                new CacheStatus(ProxyIdentity.Name) { Forward = plan.Reason, IsCollapsed = isCollapsed },
                failed.Failure.Reason,
                failed.Took
            )
        );

    /// <summary>RFC 9110 15.5.6: a 405 MUST say what is allowed. Neither a tunnel nor an echo is for a reverse proxy.</summary>
    private static ValueTask RefuseMethod(Exchange exchange)
    {
        var method = Encoding.ASCII.GetString(exchange.Head.Method);
        CacheAnswer.Refused(exchange, 405, $"{method} is not allowed here.", "method");
        exchange.Fields.Field("Allow"u8, "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"u8);
        return ValueTask.CompletedTask;
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
