using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Slices;

/// <summary>A 206 that answers the request for a slice. Pure.</summary>
internal static class SlicePart
{
    /// <summary>
    /// What it is stored as: <see cref="Selection.Everything"/> when it carries all there is; a slice when it is exactly the
    /// one that was asked for, under a strong tag (RFC 9111 3.4) and without Vary; null for anything else.
    /// </summary>
    /// <param name="length">Of its content.</param>
    /// <param name="tag">Of the version that the slice is to be of; null when any will do.</param>
    public static Selection? Read(Head part, long? length, long slice, string? tag)
    {
        if (
            part.CountOf("Content-Range"u8) != 1
            || !part.TryGet("Content-Range"u8, out var field)
            || !ContentRange.TryParse(field, out var range)
            || range.Size is not { } size
            || length != range.Length
        )
            return null;
        if (tag is null && range.Length == size)
            return Selection.Everything;
        return
            SliceRange.IsExactly(slice, range)
            && part.CountOf("Vary"u8) == 0
            && HasStrongTag(part)
            && (tag is null || part.GetString("ETag"u8) == tag)
            ? Selection.OfSlice(slice, size)
            : null;
    }

    /// <summary>The head of the whole that a part is of.</summary>
    public static HeadWriter AsWhole(Head part)
    {
        var whole = new HeadWriter().Start(200);
        for (var i = 0; i < part.Count; i++)
        {
            // A digest of this message's content is none of the messages that are made of it.
            if (!FieldRules.Is(part.Name(i), "Content-Range"u8) && !FieldRules.Is(part.Name(i), "Content-Digest"u8))
                whole.Field(part.Name(i), part.Value(i));
        }

        return whole.End();
    }

    /// <summary>How large the whole is; null when the part does not say.</summary>
    public static long? SizeOf(Head part) =>
        part.TryGet("Content-Range"u8, out var field) && ContentRange.TryParse(field, out var range)
            ? range.Size
            : null;

    /// <summary>Whether the whole that a part is of could be stored for others.</summary>
    public static bool MayStoreWhole(Head request, StoredResponse part) =>
        CacheRules.Storable(
            request,
            new StoredResponse(OwnedHead.Of(AsWhole(part.Head)), part.RequestedAt, part.ReceivedAt)
        ) == StoreDecision.Store;

    private static bool HasStrongTag(Head part) =>
        part.CountOf("ETag"u8) == 1
        && part.TryGet("ETag"u8, out var value)
        && EntityTag.TryParse(value, out var tag)
        && !tag.IsWeak;
}
