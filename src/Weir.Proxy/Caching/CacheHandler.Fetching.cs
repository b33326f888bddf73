using Weir.Http.Fields;
using Weir.Http.Server;
using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Slices;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching;

/// <summary>What the store does not answer: by way of the origin, each on its own or all together.</summary>
internal sealed partial class CacheHandler
{
    /// <summary>Steps 4 and 5.</summary>
    private async ValueTask FetchAsync(Exchange exchange, FillRequest request, Plan plan)
    {
        for (var round = 1; ; round++)
        {
            if (Begin(exchange, request, plan, mayWait: round <= MostRounds, out var isLeader) is not { } fill)
                return;
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
            var collapsed = outcome is FillOutcome.Passing or FillOutcome.Overtaken
                ? null
                : new Collapsed(plan.Reason, outcome.Status, outcome.Took);
            if (TryServe(exchange, request, collapsed, out plan))
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

    /// <returns>Null when the request has been answered after all.</returns>
    private Fill? Begin(Exchange exchange, FillRequest request, Plan plan, bool mayWait, out bool isLeader)
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
        if (isLeader && TryServeOvertaken(exchange, request, plan, fill))
            return null;

        if (isLeader)
            return Start(fill, exchange);
        fill.Interims.Add(exchange);
        return fill;
    }

    /// <summary>
    /// Answers from what the fill of another has stored, which ended between the look into the store and the look into the
    /// table.
    /// </summary>
    private bool TryServeOvertaken(Exchange exchange, FillRequest request, Plan plan, Fill fill)
    {
        try
        {
            var found = request.Slice is { } slice
                ? context.Store.FindSlice(request.Key, slice)
                : context.Store.Find(request.Key, request.Head, out _);
            if (found is null || found == plan.Stale)
                return false;
            var isServed = TryServe(exchange, request, collapsed: null, out var other);
            (isServed ? plan : other).Reader?.Dispose();
            if (isServed)
                fill.StandDown();
            return isServed;
        }
        catch
        {
            // Others wait for it by now.
            fill.GiveUp(ForwardFailure.Bug);
            throw;
        }
    }

    /// <param name="exchange">Whose handler will wait for it.</param>
    private Fill Start(Fill fill, Exchange exchange)
    {
        fill.Interims.Add(exchange);
        fill.Begin(threads, exchange.Loop);
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
}
