using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Slices;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;

namespace Weir.Proxy.Caching.Fills;

/// <summary>
/// One way to the origin, apart from every client, on a thread of its own where it has to wait for the origin, and on none
/// where it waits for clients.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The request is written: as the client asked, or without range and conditions so that the whole or a slice of it may be stored.</item>
/// <item>A connection is taken or made, the request sent, the head of the final answer read. Over a kept connection that
/// begins on the client's loop, and an answer that has come whole goes on there.</item>
/// <item>A 304 to the cache's own condition freshens what is stored, and that is all.</item>
/// <item>A whole that is of no use for others or too much, asked for in the place of a range, is given up: the range is asked for.</item>
/// <item>An unsafe request that went well invalidates what is stored.</item>
/// <item>The answer is entered in the store or not, and its outcome told to all who wait; the client's head is not read any more.</item>
/// <item>The body streams into an entry that all readers send from. Stored, it goes on when all of them leave; passing, it ends.</item>
/// <item>The connection is kept when the answer was read to its exact end.</item>
/// </list>
/// What is not whole leaves the store before its readers learn of it.
/// </remarks>
internal sealed partial class Fill(FillContext context, FillRequest request)
{
    /// <summary>
    /// Who waits goes on in the fill's thread: it writes a head and posts it to its loop, which is sooner done than a
    /// thread of the pool is woken for it.
    /// </summary>
    private readonly TaskCompletionSource<FillOutcome> _told = new();
    private readonly long _start = context.Time.GetTimestamp();

    /// <summary>Of the origin, now: what was wanted, until an answer shows that it is to be had otherwise.</summary>
    private FillRequest _asked = request;

    /// <summary>By what was wanted, others wait for it.</summary>
    private readonly string _tableKey = request.TableKey;
    private volatile bool _mayStore = true;

    /// <summary>Chosen for the first try, perhaps with the request on its way there.</summary>
    private UpstreamServer? _first;
    private DepartedRequest? _departed;
    private BodyTransfer? _transfer;

    public Task<FillOutcome> Outcome => _told.Task;

    /// <summary>For those who wait for the outcome.</summary>
    public InterimAnswers Interims { get; } = new(context.Identity);

    /// <summary>The resource has changed meanwhile. Any thread.</summary>
    public void ForbidStoring() => _mayStore = false;

    /// <summary>Others who wait for the same.</summary>
    public int Followers { get; set; }

    private TimeSpan Took => context.Time.GetElapsedTime(_start);

    /// <summary>Steps 1 to 4. False to do it once more, otherwise.</summary>
    private bool TryOnce()
    {
        var exchange = _asked.Route.Site.Send(
            WriteRequest,
            _asked.Body.Span,
            isIdempotent: Methods.IsIdempotent(_asked.Head.Method),
            _asked.IsHead,
            out var failure,
            Interims.Pass,
            _first,
            _departed
        );
        (_first, _departed) = (null, null);
        if (exchange is null)
        {
            Tell(new FillOutcome.Failed(failure!, Took));
            return true;
        }

        if (_asked.Validating is { } known && exchange.Status == 304)
            return TakeNotModified(exchange, known);

        var answer = new FillAnswer(_asked, exchange, Clean(exchange), _mayStore, context.Store.LargestBody);
        if (_asked.Tag is not null && answer.Slice is null)
            return GiveUpVersion(exchange);
        if (answer.IsPartOfSmall)
            return AskAgain(exchange, RequestForm.Whole);
        if (answer.IsTooMuchForRange)
            return AskAgain(exchange, RequestForm.AsAsked);
        if (answer.IsVainForRange)
        {
            context.Marks.Add(_asked.Key, exchange.ReceivedAt);
            return AskAgain(exchange, RequestForm.AsAsked);
        }

        CacheEntry? entry = null;
        if (answer.Slice is not null && _asked.Tag is null)
        {
            // What there is no memory for cannot pass as it is: it is not what the client has asked for.
            entry = Enter(answer);
            if (entry is null)
                return AskAgain(exchange, RequestForm.AsAsked);
        }

        Invalidator.Follow(context, _asked, answer.Response.Head);
        Deliver(answer, entry);
        return true;
    }

    /// <summary>This answer will not do. No condition of the cache's goes with the next try.</summary>
    private bool AskAgain(UpstreamExchange exchange, RequestForm form)
    {
        exchange.Return();
        _asked = _asked with { Form = form, Validating = null };
        return false;
    }

    private HeadWriter Clean(UpstreamExchange exchange) =>
        ForwardedResponse.Clean(
            exchange.Connection.Head,
            context.Identity,
            context.Router.IsGateway,
            exchange.ReceivedAt
        );

    private HeadWriter WriteRequest(UpstreamAddress upstream)
    {
        // A body goes with the methods that mean something by it; without one they say so (RFC 9110 8.6).
        var bodyLength =
            _asked.Body.Length > 0 || Methods.ImplyBody(_asked.Head.Method) ? _asked.Body.Length : (int?)null;
        var writer = new HeadWriter();
        context.Requests.Write(
            writer,
            _asked.Head,
            _asked.Route.Target,
            upstream,
            _asked.Client,
            _asked.Form,
            bodyLength
        );
        if (_asked.Validating is { } entry)
            Validation.WriteConditions(writer, entry.Response);
        if (_asked.Form == RequestForm.Slice)
        {
            var range = SliceRange.Of(_asked.Slice!.Value);
            writer.Field("Range"u8, $"bytes={range.From}-{range.To}");
            if (_asked.Tag is { } tag)
                writer.Field("If-Range"u8, tag);
        }

        return writer.End();
    }

    /// <summary>The slice is for a body that is being sent, and there is no such version any more.</summary>
    private bool GiveUpVersion(UpstreamExchange exchange)
    {
        if (exchange.Status < 500)
            context.Store.RemoveSlices(_asked.Key);
        exchange.Return();
        Tell(new FillOutcome.Failed(ForwardFailure.Changed, Took));
        return true;
    }

    /// <summary>Step 3. RFC 9111 4.3.4: a 304 for another response than the stored one updates nothing.</summary>
    private bool TakeNotModified(UpstreamExchange exchange, CacheEntry entry)
    {
        var written = Clean(exchange);
        exchange.Return();
        var notModified = OwnedHead.Of(written);
        if (!Validation.Selects(notModified, entry.Response))
        {
            _asked = _asked with { Validating = null };
            return false;
        }

        var response = Validation.Freshen(entry.Response, notModified, exchange.RequestedAt, exchange.ReceivedAt);
        context.Store.Freshen(entry, response.ForOthers());
        // What it says now may forbid what it allowed before.
        if (!_mayStore || entry.Response.Control is { NoStore: true } or { IsPrivate: true })
            context.Store.Remove(entry);
        Tell(new FillOutcome.Validated(entry, response, Took));
        return true;
    }

    /// <summary>Steps 6 to 8.</summary>
    /// <param name="entry">What it is in the store already; null when that is still to be seen.</param>
    private void Deliver(FillAnswer answer, CacheEntry? entry)
    {
        var (exchange, response, decision) = (answer.Exchange, answer.Response, answer.Decision);
        var connection = exchange.Connection;
        if (decision == StoreDecision.Store)
        {
            entry ??= Enter(answer);
            decision = entry is null ? StoreDecision.TooLarge : decision;
            if (entry is not null && !_mayStore)
                context.Store.Remove(entry);
        }
        else if (answer.IsTheRule)
        {
            context.Marks.Add(_asked.Key, response.ReceivedAt);
        }

        // A whole answer in the place of a 304: what was stored is of the past, now that there is something newer.
        if (_asked.Validating is { } past && response.Head.Status < 500)
            context.Store.Remove(past);
        if (entry is null && connection.Framing == BodyFraming.None)
        {
            exchange.Return();
            Tell(new FillOutcome.Passing(response.Head, null, answer.Length, decision, Took));
            return;
        }

        var body =
            entry?.Body
            ?? new GrowingBody(context.Store.Budget, answer.Length, isKept: false, context.Store.LargestBody);
        _transfer = new BodyTransfer(context, exchange, entry, body);
        // Nobody but this thread can have let go of it yet.
        body.TryOpen(out var lead);
        Tell(
            entry is null
                ? new FillOutcome.Passing(response.Head, lead, answer.Length, decision, Took)
                : new FillOutcome.Stored(entry, response, lead!, exchange.Status, Took)
        );
    }

    private CacheEntry? Enter(FillAnswer answer) =>
        context.Store.Add(
            _asked.Key,
            answer.Slice ?? Selection.Of(VaryField.Of(answer.Response.Head), _asked.Head),
            answer.Response.ForOthers(),
            answer.HeadSize,
            answer.Length
        );

    private void Tell(FillOutcome outcome)
    {
        if (_asked.IsShared)
            context.Table.Remove(_tableKey, this);
        Interims.End();
        _told.TrySetResult(outcome);
    }
}
