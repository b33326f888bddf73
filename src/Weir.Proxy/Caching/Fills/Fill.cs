using Weir.Http.Client;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Slices;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;
using Weir.Transport.Loop;

namespace Weir.Proxy.Caching.Fills;

/// <summary>One way to the origin, apart from every client, on a thread of its own where it has to wait.</summary>
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
internal sealed class Fill(FillContext context, FillRequest request)
{
    /// <summary>Up to here what cannot be put together of parts is fetched whole for a range; beyond it, the range alone.</summary>
    private const long LargestForRange = 64 * 1024 * 1024;

    private const int MostOnLoop = 16;

    /// <summary>An answer is awaited for so long by the client's loop, then by a thread of its own.</summary>
    private static readonly TimeSpan LongestOnLoop = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Who waits goes on in the fill's thread: it writes a head and posts it to its loop, which is sooner done than a
    /// thread of the pool is woken for it.
    /// </summary>
    private readonly TaskCompletionSource<FillOutcome> _told = new();
    private readonly long _start = context.Time.GetTimestamp();
    private RequestForm _form = request.Form;
    private CacheEntry? _validating = request.Validating;
    private volatile bool _mayStore = true;
    private CacheEntry? _entry;

    /// <summary>Chosen for the first try, perhaps with the request on its way there.</summary>
    private UpstreamServer? _first;
    private DepartedRequest? _departed;

    /// <summary>That of a slice; null when the answer is none.</summary>
    private Selection? _selection;
    private BodyTransfer? _transfer;

    public Task<FillOutcome> Outcome => _told.Task;

    /// <summary>For those who wait for the outcome.</summary>
    public InterimAnswers Interims { get; } = new(context.Identity);

    /// <summary>The resource has changed meanwhile. Any thread.</summary>
    public void ForbidStoring() => _mayStore = false;

    /// <summary>Others who wait for the same.</summary>
    public int Followers { get; set; }

    /// <summary>Begins, on a thread of its own.</summary>
    public void Begin(FillThreads threads)
    {
        if (!threads.TryRun(Run))
            GiveUp(ForwardFailure.Busy);
    }

    /// <summary>
    /// Begins on the client's loop, as far as that goes without waiting: the request leaves over a kept connection, and an
    /// answer that has come whole is all done there, which saves the ways to a thread and back. Only safe requests: one that
    /// is refused for want of a thread has arrived nevertheless.
    /// </summary>
    /// <param name="loop">On which the client is; this may be another thread.</param>
    public void Begin(FillThreads threads, EventLoop loop)
    {
        // The disk blocks.
        var maySendAhead = loop.IsCurrent && request.Body.IsEmpty && Invalidation.IsSafe(request.Head.Method);
        if (!maySendAhead || context.Store.Disk is not null || !threads.TryGoWithout())
        {
            Begin(threads);
            return;
        }

        try
        {
            _first = request.Route.Site.SendAhead(WriteRequest, out _departed);
            if (
                _departed is { Start: not null, Connection: var connection }
                && connection.TryAwait(loop, TimeOnLoop, () => Advance(connection, threads))
            )
                return;
        }
        catch (Exception bug)
        {
            // Whoever waits for this fill is told by its thread, which comes upon the same.
            context.Faulted?.Invoke(bug);
        }

        threads.DoneWithout();
        Begin(threads);
    }

    /// <summary>It does not begin: another was quicker.</summary>
    public void StandDown() => Tell(new FillOutcome.Overtaken());

    /// <summary>All of it, or what is left; returns when the body is over.</summary>
    private void Run() => GoOn(mayWait: true);

    /// <summary>Something has come, or has not come for a while.</summary>
    private void Advance(ClientConnection connection, FillThreads threads)
    {
        threads.DoneWithout();
        try
        {
            // Many who are told at once are more than a loop has time for.
            if (Followers > MostOnLoop || !connection.TryReadAhead(request.IsHead) || !GoOn(mayWait: false))
                Begin(threads);
        }
        catch (Exception bug)
        {
            Fault(bug);
        }
    }

    /// <returns>False when it has to wait and may not.</returns>
    private bool GoOn(bool mayWait)
    {
        try
        {
            while (!_told.Task.IsCompleted)
            {
                if (!TryOnce() && !mayWait)
                    return false;
            }

            return _transfer?.Run(mayWait) is not false;
        }
        catch (Exception bug)
        {
            Fault(bug);
            return true;
        }
    }

    private void Fault(Exception bug)
    {
        context.Faulted?.Invoke(bug);
        GiveUp(ForwardFailure.Bug);
    }

    /// <summary>Wherever it is.</summary>
    public void GiveUp(ForwardFailure failure)
    {
        _transfer?.End();
        _departed?.Pool.Recall(_departed);
        Tell(new FillOutcome.Failed(failure, Took));
    }

    private TimeSpan TimeOnLoop =>
        context.Options.HeadTimeout < LongestOnLoop ? context.Options.HeadTimeout : LongestOnLoop;

    private TimeSpan Took => context.Time.GetElapsedTime(_start);

    /// <summary>Steps 1 to 4. False to do it once more, otherwise.</summary>
    private bool TryOnce()
    {
        var exchange = request.Route.Site.Send(
            WriteRequest,
            request.Body.Span,
            isIdempotent: Methods.IsIdempotent(request.Head.Method),
            request.IsHead,
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

        var connection = exchange.Connection;
        if (_validating is { } entry && exchange.Status == 304)
            return TakeNotModified(exchange, entry);

        var written = Clean(exchange);
        if (_form == RequestForm.Slice && exchange.Status == 206)
            written = TakePart(connection, written);
        if (request.Tag is not null && _selection is null)
            return GiveUpVersion(exchange);
        var response = new StoredResponse(OwnedHead.Of(written), exchange.RequestedAt, exchange.ReceivedAt);
        var length = LengthOf(connection);
        var decision = Decide(response, length);
        var isForOthers = decision == StoreDecision.Store && response.Head.Status == 200 && length is not null;
        if (
            response.Head.Status == 206
            && _form == RequestForm.Slice
            && SlicePart.SizeOf(connection.Head) <= LargestForRange
            && SlicePart.MayStoreWhole(request.Head, response)
        )
        {
            exchange.Return();
            _form = RequestForm.Whole;
            return false;
        }

        if (IsTooMuchForRange(connection.Head, length))
        {
            exchange.Return();
            _form = RequestForm.AsAsked;
            return false;
        }

        if (IsWholeForRange && exchange.Status is 200 or 206 && !isForOthers)
        {
            context.Marks.Add(request.Key, exchange.ReceivedAt);
            exchange.Return();
            (_form, _validating, _selection) = (RequestForm.AsAsked, null, null);
            return false;
        }

        if (_selection is not null && request.Tag is null)
        {
            // What there is no memory for cannot pass as it is: it is not what the client has asked for.
            _entry = Enter(response, written, length);
            if (_entry is null)
            {
                exchange.Return();
                (_form, _selection) = (RequestForm.AsAsked, null);
                return false;
            }
        }

        Invalidator.Follow(context, request, response.Head);
        Deliver(exchange, response, written, length, decision);
        return true;
    }

    private HeadWriter Clean(UpstreamExchange exchange) =>
        ForwardedResponse.Clean(
            exchange.Connection.Head,
            context.Identity,
            context.Router.IsGateway,
            exchange.ReceivedAt
        );

    private bool IsWholeForRange => _form != RequestForm.AsAsked && request.Head.CountOf("Range"u8) > 0;

    /// <summary>
    /// A few bytes of a large file are not worth all of it, where the origin sends parts. Of which slice they are is known
    /// only for the simple ranges.
    /// </summary>
    private bool IsTooMuchForRange(Head whole, long? length) =>
        _form == RequestForm.Whole
        && _validating is null
        && request.Head.CountOf("Range"u8) > 0
        && whole.Status == 200
        && length > LargestForRange
        && whole.HasToken("Accept-Ranges"u8, "bytes"u8);

    private HeadWriter WriteRequest(UpstreamAddress upstream)
    {
        // A body goes with the methods that mean something by it; without one they say so (RFC 9110 8.6).
        var bodyLength =
            request.Body.Length > 0 || Methods.ImplyBody(request.Head.Method) ? request.Body.Length : (int?)null;
        var writer = new HeadWriter();
        context.Requests.Write(writer, request.Head, request.Route.Target, upstream, request.Client, _form, bodyLength);
        if (_validating is { } entry)
            Validation.WriteConditions(writer, entry.Response);
        if (_form == RequestForm.Slice)
        {
            var range = SliceRange.Of(request.Slice!.Value);
            writer.Field("Range"u8, $"bytes={range.From}-{range.To}");
            if (request.Tag is { } tag)
                writer.Field("If-Range"u8, tag);
        }

        return writer.End();
    }

    /// <summary>A 206 for a slice: as the head of a whole, when it is that or what was asked for. Anything else stays a 206.</summary>
    private HeadWriter TakePart(ClientConnection connection, HeadWriter written)
    {
        if (
            SlicePart.Read(connection.Head, LengthOf(connection), request.Slice!.Value, request.Tag)
            is not { } selection
        )
            return written;
        _selection = selection.Slice is null ? null : selection;
        return SlicePart.AsWhole(OwnedHead.Of(written));
    }

    /// <summary>The slice is for a body that is being sent, and there is no such version any more.</summary>
    private bool GiveUpVersion(UpstreamExchange exchange)
    {
        if (exchange.Status < 500)
            context.Store.RemoveSlices(request.Key);
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
            _validating = null;
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

    private StoreDecision Decide(StoredResponse response, long? length)
    {
        var decision = CacheRules.Storable(request.Head, response);
        if (decision != StoreDecision.Store)
            return decision;
        return !_mayStore ? StoreDecision.NoStore
            : length > context.Store.LargestBody ? StoreDecision.TooLarge
            : StoreDecision.Store;
    }

    /// <summary>Steps 6 to 8.</summary>
    private void Deliver(
        UpstreamExchange exchange,
        StoredResponse response,
        HeadWriter written,
        long? length,
        StoreDecision decision
    )
    {
        var connection = exchange.Connection;
        if (decision == StoreDecision.Store)
        {
            _entry ??= Enter(response, written, length);
            decision = _entry is null ? StoreDecision.TooLarge : decision;
            if (_entry is not null && !_mayStore)
                context.Store.Remove(_entry);
        }
        else if (IsTheRule(response, decision))
        {
            context.Marks.Add(request.Key, response.ReceivedAt);
        }

        // A whole answer in the place of a 304: what was stored is of the past, now that there is something newer.
        if (_validating is { } past && response.Head.Status < 500)
            context.Store.Remove(past);
        if (_entry is null && connection.Framing == BodyFraming.None)
        {
            exchange.Return();
            Tell(new FillOutcome.Passing(response.Head, null, length, decision, Took));
        }
        else
        {
            var body =
                _entry?.Body ?? new GrowingBody(context.Store.Budget, length, isKept: false, context.Store.LargestBody);
            _transfer = new BodyTransfer(context, exchange, _entry, body);
            // Nobody but this thread can have let go of it yet.
            body.TryOpen(out var lead);
            Tell(
                _entry is null
                    ? new FillOutcome.Passing(response.Head, lead, length, decision, Took)
                    : new FillOutcome.Stored(_entry, response, lead!, connection.Head.Status, Took)
            );
        }
    }

    /// <summary>Whether the next answer will be as useless for others as this one, as far as this one tells.</summary>
    private bool IsTheRule(StoredResponse response, StoreDecision decision) =>
        request.IsGet
        && response.Head.Status is not (206 or 304 or 412 or 416)
        && (decision != StoreDecision.NoStore || response.Control.NoStore)
        && decision != StoreDecision.Authorization;

    private CacheEntry? Enter(StoredResponse response, HeadWriter written, long? length) =>
        context.Store.Add(
            request.Key,
            _selection ?? Selection.Of(VaryField.Of(response.Head), request.Head),
            response.ForOthers(),
            OwnedHead.SizeOf(written),
            length
        );

    private void Tell(FillOutcome outcome)
    {
        if (request.IsShared)
            context.Table.Remove(request.TableKey, this);
        Interims.End();
        _told.TrySetResult(outcome);
    }

    /// <summary>What the head says of the body's length, carried or not; null when it does not.</summary>
    private static long? LengthOf(ClientConnection connection) =>
        connection.Framing.Kind == FramingKind.Length ? connection.Framing.Length
        : connection.Framing.Kind != FramingKind.None ? null
        : connection.Head.Status is 204 or 304 ? 0
        : Framing.TryGetContentLength(connection.Head, out var length) ? length
        : null;
}
