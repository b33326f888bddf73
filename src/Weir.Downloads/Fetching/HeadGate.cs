using System.Globalization;
using System.Text;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>
/// What an answer's head must say before the first byte of its body is believed. Pure. In this order: status, coding,
/// Content-Range exactly as asked, declared length, the same version of the file as before.
/// </summary>
internal static class HeadGate
{
    /// <summary>Judges the first answer of a source, to a request for <paramref name="asked"/>.</summary>
    /// <param name="stored">The coding that the file itself has, by its name (<see cref="StoredCoding"/>).</param>
    public static Passage First(Head head, BodyFraming framing, Extent asked, DateTimeOffset now, string? stored = null)
    {
        if (RefusedStatus(head, now) is { } refused)
            return refused;
        if (head.Status == 416)
        {
            // RFC 9110 15.5.17: an empty file has no satisfiable range, and says so.
            return
                head.TryGet("content-range"u8, out var none)
                && ContentRange.TryParseUnsatisfied(none, out var size)
                && size == 0
                ? new Passage(null, Facts(head, 0, hasRanges: true), default)
                : WrongAnswer("416 Range Not Satisfiable to a range from the first byte");
        }
        if (IsCoded(head, stored, out var coded))
            return coded;
        if (head.Status == 200)
        {
            long? size = framing.Kind == FramingKind.Length ? framing.Length : null;
            return new Passage(null, Facts(head, size, hasRanges: false), new Extent(0, size ?? long.MaxValue));
        }
        return Partial(head, framing, asked);
    }

    /// <summary>Judges the answer to a request for <paramref name="asked"/> of a file that is known.</summary>
    public static Passage Segment(
        Head head,
        BodyFraming framing,
        Extent asked,
        SourceFacts known,
        DateTimeOffset now,
        string? stored = null
    )
    {
        if (RefusedStatus(head, now) is { } refused)
            return refused;
        if (head.Status == 416)
            return Changed("416 Range Not Satisfiable: its file has become shorter");
        if (IsCoded(head, stored, out var coded))
            return coded;

        Passage passage;
        if (head.Status == 200)
        {
            long? size = framing.Kind == FramingKind.Length ? framing.Length : null;
            var isWhole = asked.From == 0 && (known.Size is null || asked.To == known.Size);
            // A page that says "log in first" is no file, and says nothing about ranges.
            if (!isWhole && size is not null && known.Size is not null && size != known.Size)
                return WrongAnswer($"answered a range with {size} bytes of something else{Type(head)}");
            if (!isWhole)
                return new Passage(
                    new Failure(FailureKind.WrongAnswer, "answered a range with the whole file"),
                    Facts(head, size, hasRanges: false),
                    default
                );
            passage = new Passage(null, Facts(head, size, hasRanges: false), new Extent(0, size ?? asked.To));
        }
        else
        {
            passage = Partial(head, framing, asked);
        }

        if (passage.Facts is { } facts && !known.IsSameVersion(facts))
            return Changed($"its file changed: {facts.Describe()} instead of {known.Describe()}");
        return passage;
    }

    private static Passage Partial(Head head, BodyFraming framing, Extent asked)
    {
        if (head.CountOf("content-range"u8) != 1 || !head.TryGet("content-range"u8, out var field))
            return WrongAnswer("206 Partial Content without one Content-Range");
        if (!ContentRange.TryParse(field, out var range))
            return WrongAnswer($"206 Partial Content with the unreadable Content-Range {Show(field)}");
        if (range.From != asked.From || range.To >= asked.To)
            return WrongAnswer($"sent bytes {range.From}-{range.To} where {asked.From}-{asked.To - 1} were asked for");
        if (framing.Kind == FramingKind.Length && framing.Length != range.Length)
            return WrongAnswer($"declared {framing.Length} bytes for a range of {range.Length}");
        return new Passage(null, Facts(head, range.Size, range.Size is not null), new Extent(range.From, range.To + 1));
    }

    private static Passage? RefusedStatus(Head head, DateTimeOffset now)
    {
        var status = head.Status;
        if (status is 200 or 206 or 416)
            return null;
        var name = $"{status} {Show(head.ReasonPhrase)}".TrimEnd();
        return status switch
        {
            408 or 425 or 429 or >= 500 => Busy(name, status, RetryAfter(head, now)),
            >= 400 => new Passage(new Failure(FailureKind.Refused, name, Status: status), null, default),
            >= 300 => new Passage(new Failure(FailureKind.Unusable, $"{name}, which is no file"), null, default),
            _ => WrongAnswer(name),
        };
    }

    private static Passage Busy(string name, int status, TimeSpan? retryAfter)
    {
        var reason = retryAfter is { } wait ? $"{name}; it asks to be left alone for {wait.TotalSeconds:0} s" : name;
        return new Passage(new Failure(FailureKind.Busy, reason, retryAfter, status), null, default);
    }

    private static string Type(Head head) => head.TryGet("content-type"u8, out var type) ? $" ({Show(type)})" : "";

    private static bool IsCoded(Head head, string? stored, out Passage passage)
    {
        passage = default;
        for (var i = 0; i < head.Count; i++)
        {
            var coding = head.Value(i);
            if (
                !Ascii.EqualsIgnoreCase(head.Name(i), "content-encoding"u8)
                || Ascii.EqualsIgnoreCase(coding, "identity"u8)
                || coding.IsEmpty
                || StoredCoding.Is(coding, stored)
            )
                continue;
            var reason = $"sends the file coded ({Show(coding)}) although identity was asked for";
            passage = new Passage(new Failure(FailureKind.Unusable, reason), null, default);
            return true;
        }
        return false;
    }

    private static SourceFacts Facts(Head head, long? size, bool hasRanges)
    {
        EntityTag? tag =
            head.TryGet("etag"u8, out var etag) && EntityTag.TryParse(etag, out var parsed) ? parsed : null;
        DateTimeOffset? modified =
            head.TryGet("last-modified"u8, out var field) && HttpDate.TryParse(field, out var date) ? date : null;
        return new SourceFacts
        {
            Size = size,
            HasRanges = hasRanges,
            ETag = tag,
            LastModified = modified,
        };
    }

    /// <summary>RFC 9110 10.2.3: seconds, or a date.</summary>
    internal static TimeSpan? RetryAfter(Head head, DateTimeOffset now)
    {
        if (!head.TryGet("retry-after"u8, out var field))
            return null;
        if (int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        // More digits than an int has are still a wish to be left alone.
        if (field.Length > 9 && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return TimeSpan.FromSeconds(int.MaxValue);
        return HttpDate.TryParse(field, out var date) && date > now ? date - now : null;
    }

    private static Passage WrongAnswer(string reason) =>
        new(new Failure(FailureKind.WrongAnswer, reason), null, default);

    private static Passage Changed(string reason) => new(new Failure(FailureKind.Changed, reason), null, default);

    private static string Show(ReadOnlySpan<byte> field)
    {
        var text = Encoding.Latin1.GetString(field.Length > 80 ? field[..80] : field);
        return string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
    }
}

/// <summary>The outcome of a gate: a failure, or what the head says and which bytes its body carries.</summary>
internal readonly record struct Passage(Failure? Failure, SourceFacts? Facts, Extent Body);
