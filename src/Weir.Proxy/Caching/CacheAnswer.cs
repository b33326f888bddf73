using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching;

/// <summary>Writes answers: from the store, passing through, or the proxy's own.</summary>
internal static class CacheAnswer
{
    private const int LongestKey = 200;

    /// <summary>RFC 9110 15.4.5: what a 304 has when the 200 would have it; Last-Modified for who has no tag.</summary>
    private static readonly byte[][] OfNotModified =
    [
        "Cache-Control"u8.ToArray(),
        "Content-Location"u8.ToArray(),
        "Date"u8.ToArray(),
        "ETag"u8.ToArray(),
        "Expires"u8.ToArray(),
        "Last-Modified"u8.ToArray(),
        "Vary"u8.ToArray(),
        "Via"u8.ToArray(),
        "Cache-Status"u8.ToArray(),
    ];

    /// <summary>What answers say that do not come from here, but from the server below.</summary>
    public static FixedField OfServer { get; } =
        new("Cache-Status"u8.ToArray(), $"{ProxyIdentity.Name}; detail=\"not-handled\"");

    /// <summary>The last byte of a body that an answer from a stored response needs; null for none of it.</summary>
    public static long? LastByteOf(Head head, StoredResponse stored, long size)
    {
        if (IsNotModified(head, stored))
            return null;
        if (!AsksForRange(head, stored))
            return size - 1;
        head.TryGet("Range"u8, out var field);
        return RangeField.Parse(field, size, out var range) switch
        {
            RangeResult.Satisfiable => range.To,
            RangeResult.Unsatisfiable => null,
            _ => size - 1,
        };
    }

    /// <summary>
    /// Answers from a stored response: its conditions (RFC 9111 4.3.2), then its range, then all of it. Takes over the
    /// reader.
    /// </summary>
    public static void FromStore(
        Exchange exchange,
        StoredResponse stored,
        EntryBody reader,
        CacheNote note,
        DateTimeOffset now
    )
    {
        var head = exchange.Head;
        // An answer that comes fresh from the origin has the age that the caches before this one gave it.
        var isFresh = note is { Verdict: CacheVerdict.Miss, Status: { IsCollapsed: false, ForwardStatus: not null } };
        var age = isFresh ? (TimeSpan?)null : stored.Age(now);
        note = note with { Age = age };
        var range = default(ByteRange);
        var result = RangeResult.Ignore;
        if (stored.Head.Status == 200)
        {
            if (IsNotModified(head, stored))
            {
                reader.Dispose();
                NotModified(exchange, stored.Head, age, note);
                return;
            }

            if (reader.Length is { } size && AsksForRange(head, stored))
            {
                head.TryGet("Range"u8, out var field);
                result = RangeField.Parse(field, size, out range);
                if (result == RangeResult.Unsatisfiable)
                {
                    reader.Dispose();
                    Unsatisfiable(exchange, size, note);
                    return;
                }
            }
        }

        var isPart = result == RangeResult.Satisfiable;
        WriteFields(exchange.StartWithoutDate(isPart ? 206 : stored.Head.Status), stored.Head, age, isPart);
        if (isPart)
        {
            exchange.Fields.Field("Content-Range"u8, new ContentRange(range.From, range.To, reader.Length));
            reader.Narrow(range.From, range.Length);
        }

        exchange.SetStream(reader);
        Finish(exchange, note);
    }

    /// <summary>Answers with what comes from upstream for this client alone. Takes over the body.</summary>
    public static void Passing(Exchange exchange, Head head, BodyReader? body, long? length, CacheNote note)
    {
        WriteFields(exchange.StartWithoutDate(head.Status), head, age: null);
        if (body is null)
            exchange.SetLength(length);
        else
            exchange.SetStream(body);
        Finish(exchange, note);
    }

    /// <summary>There is no answer from upstream.</summary>
    public static void Failed(Exchange exchange, ForwardFailure failure, CacheNote note)
    {
        exchange.Respond(failure.Status, $"There is no answer from the origin: {failure.Reason}.");
        exchange.Fields.Field("Proxy-Status"u8, new ProxyStatus(ProxyIdentity.Name, failure.Error, failure.Reason));
        exchange.Fields.Field("Cache-Control"u8, "no-store"u8);
        Finish(exchange, note);
    }

    /// <summary>The proxy does not handle this request.</summary>
    public static void Refused(Exchange exchange, int status, string sentence, string reason)
    {
        exchange.Respond(status, sentence);
        Finish(
            exchange,
            new CacheNote(
                CacheVerdict.Refused,
                new CacheStatus(ProxyIdentity.Name) { IsGenerated = true, Detail = reason },
                reason
            )
        );
    }

    private static void NotModified(Exchange exchange, Head stored, TimeSpan? age, CacheNote note)
    {
        var writer = exchange.StartWithoutDate(304);
        for (var i = 0; i < stored.Count; i++)
        {
            if (Array.Exists(OfNotModified, field => FieldRules.Is(stored.Name(i), field)))
                writer.Field(stored.Name(i), stored.Value(i));
        }

        WriteAge(writer, age);
        Finish(exchange, note);
    }

    private static void Unsatisfiable(Exchange exchange, long size, CacheNote note)
    {
        exchange.Respond(416, "The range is outside of the resource.");
        exchange.Fields.Field("Content-Range"u8, new UnsatisfiedRange(size));
        Finish(exchange, note);
    }

    private static void WriteFields(HeadWriter writer, Head head, TimeSpan? age, bool isPart = false)
    {
        for (var i = 0; i < head.Count; i++)
        {
            if (age is not null && FieldRules.Is(head.Name(i), "Age"u8))
                continue;
            // RFC 9530 2: it is the digest of another message's content.
            if (!isPart || !FieldRules.Is(head.Name(i), "Content-Digest"u8))
                writer.Field(head.Name(i), head.Value(i));
        }

        WriteAge(writer, age);
    }

    /// <summary>RFC 9111 4: a cache MUST generate Age for a response that it serves without validation.</summary>
    private static void WriteAge(HeadWriter writer, TimeSpan? age)
    {
        if (age is { } time)
            writer.Field("Age"u8, (long)Math.Min(time.TotalSeconds, int.MaxValue));
    }

    /// <summary>
    /// With the key as clients may see it: what they asked for. The whole one begins with the name of the upstream, which is
    /// nobody's business (RFC 9211 6). A long one would make of each answer a large one.
    /// </summary>
    private static void Finish(Exchange exchange, CacheNote note)
    {
        var hasKey = !note.Status.IsGenerated && exchange.Head.Target.Length <= LongestKey;
        var key = hasKey ? Encoding.ASCII.GetString(exchange.Head.Target) : null;
        exchange.Fields.Field("Cache-Status"u8, note.Status with { Key = key });
        exchange.Note = note;
    }

    /// <summary>
    /// If-None-Match, and only without it If-Modified-Since; that one against Date where there is no Last-Modified
    /// (RFC 9111 4.3.2). If-Match and If-Unmodified-Since are not for caches: such requests do not get here.
    /// </summary>
    private static bool IsNotModified(Head request, StoredResponse stored) =>
        Conditions.Evaluate(request, stored.Tag, stored.LastModified ?? stored.Date) == ConditionResult.NotModified;

    private static bool AsksForRange(Head request, StoredResponse stored) =>
        request.Method.SequenceEqual("GET"u8)
        && request.CountOf("Range"u8) == 1
        && Conditions.IfRange(request, stored.Tag, stored.LastModified, stored.Date ?? stored.ReceivedAt);
}
