using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Slices;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Fills;

/// <summary>An answer of the origin to a fill, none of whose body has been read, and what it is good for.</summary>
internal sealed class FillAnswer
{
    /// <summary>Up to here what cannot be put together of parts is fetched whole for a range; beyond it, the range alone.</summary>
    private const long LargestForRange = 64 * 1024 * 1024;

    private readonly FillRequest _asked;
    private readonly Head _received;

    /// <param name="asked">What the origin was asked for.</param>
    /// <param name="written">The head, as it goes on to clients.</param>
    /// <param name="mayStore">Whether the resource has not changed meanwhile.</param>
    /// <param name="largestBody">The longest that the store takes.</param>
    public FillAnswer(FillRequest asked, UpstreamExchange exchange, HeadWriter written, bool mayStore, long largestBody)
    {
        (_asked, _received) = (asked, exchange.Connection.Head);
        Exchange = exchange;
        Length = LengthOf(exchange.Connection);
        var head = OwnedHead.Of(written);
        if (
            asked.Form == RequestForm.Slice
            && exchange.Status == 206
            && SlicePart.Read(_received, Length, asked.Slice!.Value, asked.Tag) is { } selection
        )
        {
            Slice = selection.Slice is null ? null : selection;
            written = SlicePart.AsWhole(head);
            head = OwnedHead.Of(written);
        }

        HeadSize = OwnedHead.SizeOf(written);
        Response = new StoredResponse(head, exchange.RequestedAt, exchange.ReceivedAt);
        Decision = CacheRules.Storable(asked.Head, Response);
        if (Decision == StoreDecision.Store)
            Decision =
                !mayStore ? StoreDecision.NoStore
                : Length > largestBody ? StoreDecision.TooLarge
                : StoreDecision.Store;
    }

    public UpstreamExchange Exchange { get; }

    /// <summary>
    /// A 206 for a slice has the head of a whole, when it is that or what was asked for. Any other stays a 206.
    /// </summary>
    public StoredResponse Response { get; }

    /// <summary>What the head takes in memory.</summary>
    public int HeadSize { get; }

    /// <summary>What the head says of the body's length, carried or not; null when it does not.</summary>
    public long? Length { get; }

    /// <summary>What it is stored as when it is the slice that was asked for; null when it is not.</summary>
    public Selection? Slice { get; }

    public StoreDecision Decision { get; }

    /// <summary>It tells that the whole may be had for all, and is small enough for that.</summary>
    public bool IsPartOfSmall =>
        Response.Head.Status == 206
        && _asked.Form == RequestForm.Slice
        && SlicePart.SizeOf(_received) <= LargestForRange
        && SlicePart.MayStoreWhole(_asked.Head, Response);

    /// <summary>
    /// A few bytes of a large file are not worth all of it, where the origin sends parts. Of which slice they are is known
    /// only for the simple ranges.
    /// </summary>
    public bool IsTooMuchForRange =>
        _asked.Form == RequestForm.Whole
        && _asked.Validating is null
        && IsForRange
        && _received.Status == 200
        && Length > LargestForRange
        && _received.HasToken("Accept-Ranges"u8, "bytes"u8);

    /// <summary>A whole, or what there is of one, in the place of a range, that is of no use for others.</summary>
    public bool IsVainForRange =>
        _asked.Form != RequestForm.AsAsked
        && IsForRange
        && _received.Status is 200 or 206
        && !(Decision == StoreDecision.Store && Response.Head.Status == 200 && Length is not null);

    /// <summary>Whether the next answer will be as useless for others as this one, as far as this one tells.</summary>
    public bool IsTheRule =>
        Decision != StoreDecision.Store
        && _asked.IsGet
        && Response.Head.Status is not (206 or 304 or 412 or 416)
        && (Decision != StoreDecision.NoStore || Response.Control.NoStore)
        && Decision != StoreDecision.Authorization;

    private bool IsForRange => _asked.Head.CountOf("Range"u8) > 0;

    private static long? LengthOf(ClientConnection connection) =>
        connection.Framing.Kind == FramingKind.Length ? connection.Framing.Length
        : connection.Framing.Kind != FramingKind.None ? null
        : connection.Head.Status is 204 or 304 ? 0
        : Framing.TryGetContentLength(connection.Head, out var length) ? length
        : null;
}
