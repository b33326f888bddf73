using Weir.Http.Messages;

namespace Weir.Http.Fields;

public enum ConditionResult
{
    Proceed,

    /// <summary>304.</summary>
    NotModified,

    /// <summary>412.</summary>
    PreconditionFailed,
}

/// <summary>Conditional requests for a representation that exists, in the order of RFC 9110 13.2.2.</summary>
public static class Conditions
{
    /// <param name="head">A request.</param>
    /// <param name="tag">The representation's entity-tag, or null.</param>
    /// <param name="lastModified">When it was last modified, or null; fractions of a second are dropped.</param>
    public static ConditionResult Evaluate(Head head, EntityTag? tag, DateTimeOffset? lastModified)
    {
        var isRead = head.Method.SequenceEqual("GET"u8) || head.Method.SequenceEqual("HEAD"u8);

        // Steps 1 and 2: If-Match, and only without it If-Unmodified-Since.
        if (head.TryGet("If-Match"u8, out _))
        {
            if (!Matches(head, "If-Match"u8, tag, isStrong: true))
                return ConditionResult.PreconditionFailed;
        }
        else if (IsModifiedSince(head, "If-Unmodified-Since"u8, lastModified) == true)
        {
            return ConditionResult.PreconditionFailed;
        }

        // Steps 3 and 4: If-None-Match, and only without it If-Modified-Since.
        if (head.TryGet("If-None-Match"u8, out _))
        {
            if (Matches(head, "If-None-Match"u8, tag, isStrong: false))
                return isRead ? ConditionResult.NotModified : ConditionResult.PreconditionFailed;
        }
        else if (isRead && IsModifiedSince(head, "If-Modified-Since"u8, lastModified) == false)
        {
            return ConditionResult.NotModified;
        }

        return ConditionResult.Proceed;
    }

    /// <summary>Step 5, RFC 9110 13.1.5: whether the Range field of the request is to be honoured.</summary>
    /// <param name="now">The Date of the answer: a Last-Modified within its second is not a strong validator (8.8.2.2).</param>
    public static bool IfRange(Head head, EntityTag? tag, DateTimeOffset? lastModified, DateTimeOffset now)
    {
        if (!head.TryGet("If-Range"u8, out var value))
            return true;
        if (head.CountOf("If-Range"u8) > 1)
            return false;
        if (EntityTag.TryRead(value, out var isWeak, out var opaque, out var length))
            return length == value.Length && !isWeak && tag is { IsWeak: false } t && t.OpaqueEquals(opaque);
        return HttpDate.TryParse(value, out var date)
            && lastModified is { } modified
            && date == Seconds(modified)
            && Seconds(modified) < Seconds(now);
    }

    private static bool Matches(Head head, ReadOnlySpan<byte> name, EntityTag? tag, bool isStrong)
    {
        for (var i = head.IndexOf(name, 0); i >= 0; i = head.IndexOf(name, i + 1))
        {
            if (EntityTagList.Contains(head.Value(i), tag, isStrong))
                return true;
        }

        return false;
    }

    /// <summary>Null when the field is absent or not one valid date, or there is nothing to compare: MUST be ignored (13.1.3, 13.1.4).</summary>
    private static bool? IsModifiedSince(Head head, ReadOnlySpan<byte> name, DateTimeOffset? lastModified)
    {
        if (
            lastModified is not { } modified
            || head.CountOf(name) != 1
            || !head.TryGet(name, out var value)
            || !HttpDate.TryParse(value, out var date)
        )
            return null;
        return Seconds(modified) > date;
    }

    private static DateTimeOffset Seconds(DateTimeOffset value) =>
        value.AddTicks(-(value.UtcTicks % TimeSpan.TicksPerSecond));
}
