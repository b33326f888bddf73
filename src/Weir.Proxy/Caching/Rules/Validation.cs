using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

/// <summary>Asking the origin whether a stored response still holds, and taking its 304 (RFC 9111 4.3).</summary>
public static class Validation
{
    /// <summary>
    /// What a 304 does not change (3.2): the body is the stored one, and these tell how to read it. ETag is among them
    /// because a 304 with another one is not for this response at all.
    /// </summary>
    private static readonly byte[][] OfTheBody =
    [
        "Content-Encoding"u8.ToArray(),
        "Content-Length"u8.ToArray(),
        "Content-MD5"u8.ToArray(),
        "Content-Range"u8.ToArray(),
        "ETag"u8.ToArray(),
    ];

    /// <summary>4.3.1: makes a request conditional on the stored response.</summary>
    public static void WriteConditions(HeadWriter request, StoredResponse stored)
    {
        if (stored.Head.CountOf("ETag"u8) == 1 && stored.Head.TryGet("ETag"u8, out var tag))
            request.Field("If-None-Match"u8, tag);
        if (stored.LastModified is not null && stored.Head.TryGet("Last-Modified"u8, out var modified))
            request.Field("If-Modified-Since"u8, modified);
    }

    /// <summary>
    /// 4.3.4: whether a 304 is about the stored response: one with another tag is not, nor one without a tag and with another
    /// Last-Modified.
    /// </summary>
    public static bool Selects(Head notModified, StoredResponse stored)
    {
        if (notModified.TryGet("ETag"u8, out var tag))
            return stored.Head.TryGet("ETag"u8, out var known)
                && (tag.SequenceEqual(known) || IsWeakTwin(tag, stored.Tag));
        return !notModified.TryGet("Last-Modified"u8, out var modified)
            || !stored.Head.TryGet("Last-Modified"u8, out var before)
            || modified.SequenceEqual(before);
    }

    /// <summary>3.2: the stored head with the fields of the 304 in the place of its own.</summary>
    /// <param name="notModified">Without the fields of one connection, and with a Date.</param>
    public static StoredResponse Freshen(
        StoredResponse stored,
        Head notModified,
        DateTimeOffset requestedAt,
        DateTimeOffset receivedAt
    )
    {
        var writer = new HeadWriter().Start(stored.Head.Status);
        for (var i = 0; i < stored.Head.Count; i++)
        {
            var name = stored.Head.Name(i);
            // The age that it had before is that of another validation.
            if (IsOfTheBody(name) || (notModified.IndexOf(name, 0) < 0 && !Is(name, "Age"u8)))
                writer.Field(name, stored.Head.Value(i));
        }

        for (var i = 0; i < notModified.Count; i++)
        {
            if (!IsOfTheBody(notModified.Name(i)))
                writer.Field(notModified.Name(i), notModified.Value(i));
        }

        return new StoredResponse(OwnedHead.Of(writer.End()), requestedAt, receivedAt);
    }

    private static bool IsWeakTwin(ReadOnlySpan<byte> value, EntityTag? stored) =>
        EntityTag.TryParse(value, out var tag)
        && stored is { } known
        && (tag.IsWeak || known.IsWeak)
        && tag.WeaklyEquals(known);

    private static bool IsOfTheBody(ReadOnlySpan<byte> name)
    {
        foreach (var field in OfTheBody)
        {
            if (Is(name, field))
                return true;
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> field) => Ascii.EqualsIgnoreCase(name, field);
}
