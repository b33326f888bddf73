using Weir.Http.Fields;
using Weir.Http.Server;
using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching;

/// <summary>Stale answers that the origin allows (RFC 5861).</summary>
internal sealed partial class CacheHandler
{
    /// <summary>RFC 5861 3: asks the origin for those who come later. One at a time; when there is no room for it, the next request tries.</summary>
    private void Revalidate(FillRequest request, CacheEntry entry, CacheControl control)
    {
        if (!request.IsGet || control.NoStore || request.Head.CountOf("Authorization"u8) > 0)
            return;
        var fill = context.Table.JoinOrAdd(
            request.Key,
            () =>
                new Fill(
                    context,
                    request with
                    {
                        // The client's is at its next request by then.
                        Head = OwnedHead.OfRequest(request.Head),
                        Form = RequestForm.Whole,
                        Validating = entry.Response.HasValidator ? entry : null,
                        IsShared = true,
                    }
                ),
            out var isLeader
        );
        if (!isLeader)
            return;
        fill.Begin(threads);
        _ = LetGoAsync(fill);
    }

    /// <summary>Nobody waits for this answer: it is stored, or of no use.</summary>
    private static async Task LetGoAsync(Fill fill)
    {
        var outcome = await fill.Outcome;
        (outcome as FillOutcome.Stored)?.Lead.Dispose();
        (outcome as FillOutcome.Passing)?.Body?.Dispose();
    }

    /// <summary>RFC 5861 4: what is stored in the place of an error. Takes over the plan's reader when it answers.</summary>
    private bool TryServeOnError(Exchange exchange, FillOutcome outcome, Plan plan)
    {
        var isError = outcome switch
        {
            FillOutcome.Failed => true,
            FillOutcome.Passing passing => CacheRules.IsError(passing.Status),
            _ => false,
        };
        var now = context.Time.GetUtcNow();
        if (!isError || plan is not { Stale: { } entry, Reader: { } reader })
            return false;
        if (!CacheRules.MayServeOnError(plan.Control, entry.Response, now))
            return false;
        (outcome as FillOutcome.Passing)?.Body?.Dispose();
        entry.CountHit();
        var status = new CacheStatus(ProxyIdentity.Name)
        {
            Forward = plan.Reason,
            ForwardStatus = outcome.Status is 0 ? null : outcome.Status,
            TimeToLive = entry.Response.TimeToLive(now),
            Detail = "stale-if-error",
        };
        var reason = (outcome as FillOutcome.Failed)?.Failure.Reason ?? "stale-if-error";
        // Collapsed or not, it is an answer of the store, with its age.
        CacheAnswer.FromStore(
            exchange,
            entry.Response,
            reader,
            new CacheNote(CacheVerdict.Hit, status, reason, outcome.Took),
            now
        );
        return true;
    }
}
