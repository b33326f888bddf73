using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.UnitTests.Http.Messages;

namespace Weir.UnitTests.Downloads.Fetching;

public class HeadGateTests
{
    private const string Ok = "HTTP/1.1 200 OK";
    private const string Part = "HTTP/1.1 206 Partial Content";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Extent Start = new(0, 1024);
    private static readonly Extent Middle = new(1000, 2000);
    private static readonly SourceFacts Known = new()
    {
        Size = 5000,
        HasRanges = true,
        ETag = new EntityTag("v1"),
    };

    // --- the first answer ---

    [Fact]
    public void First_range_tells_size_validators_and_that_ranges_work()
    {
        var passage = First(
            Part,
            "Content-Range: bytes 0-1023/5000",
            "Content-Length: 1024",
            "ETag: \"v1\"",
            "Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT"
        );

        Assert.Null(passage.Failure);
        Assert.Equal(
            new SourceFacts
            {
                Size = 5000,
                HasRanges = true,
                ETag = new("v1"),
                LastModified = Now,
            },
            passage.Facts
        );
        Assert.Equal(Start, passage.Body);
    }

    [Fact]
    public void First_range_of_a_short_file_is_shorter_than_asked()
    {
        var passage = First(Part, "Content-Range: bytes 0-9/10", "Content-Length: 10");

        Assert.Equal(10, passage.Facts?.Size);
        Assert.Equal(new Extent(0, 10), passage.Body);
    }

    [Fact]
    public void First_range_of_unknown_total_has_no_usable_ranges()
    {
        var facts = First(Part, "Content-Range: bytes 0-1023/*", "Content-Length: 1024").Facts;

        Assert.NotNull(facts);
        Assert.Null(facts.Size);
        Assert.False(facts.HasRanges);
    }

    [Fact]
    public void First_whole_answer_tells_the_size_and_that_there_are_no_ranges()
    {
        var passage = First(Ok, "Content-Length: 5000", "Accept-Ranges: bytes");

        Assert.Null(passage.Failure);
        Assert.Equal((5000, false), (passage.Facts?.Size, passage.Facts?.HasRanges));
        Assert.Equal(new Extent(0, 5000), passage.Body);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("X-Nothing: at all")]
    public void First_whole_answer_without_length_has_unknown_size(string field)
    {
        var passage = First(Ok, field);

        Assert.Null(passage.Failure);
        Assert.Null(passage.Facts!.Size);
        Assert.Equal(new Extent(0, long.MaxValue), passage.Body);
    }

    [Fact]
    public void Empty_file_says_416_with_size_0()
    {
        var passage = First("HTTP/1.1 416 No", "Content-Range: bytes */0", "Content-Length: 0");

        Assert.Null(passage.Failure);
        Assert.Equal(0, passage.Facts?.Size);
        Assert.True(passage.Body.IsEmpty);
    }

    [Theory]
    [InlineData("Content-Range: bytes */5")]
    [InlineData("Content-Range: bytes 0-1/0")]
    [InlineData("X-Nothing: at all")]
    public void Other_416_to_a_first_range_is_wrong(string field) =>
        Assert.Equal(FailureKind.WrongAnswer, First("HTTP/1.1 416 No", field).Failure?.Kind);

    // --- statuses ---

    [Theory]
    [InlineData(401, FailureKind.Refused)]
    [InlineData(403, FailureKind.Refused)]
    [InlineData(404, FailureKind.Refused)]
    [InlineData(410, FailureKind.Refused)]
    [InlineData(451, FailureKind.Refused)]
    [InlineData(408, FailureKind.Busy)]
    [InlineData(425, FailureKind.Busy)]
    [InlineData(429, FailureKind.Busy)]
    [InlineData(500, FailureKind.Busy)]
    [InlineData(503, FailureKind.Busy)]
    [InlineData(599, FailureKind.Busy)]
    [InlineData(301, FailureKind.Unusable)]
    [InlineData(304, FailureKind.Unusable)]
    [InlineData(307, FailureKind.Unusable)]
    [InlineData(201, FailureKind.WrongAnswer)]
    [InlineData(204, FailureKind.WrongAnswer)]
    [InlineData(226, FailureKind.WrongAnswer)]
    public void Statuses_other_than_the_expected_are_failures_of_their_kind(int status, object kind)
    {
        var first = First($"HTTP/1.1 {status} Because").Failure;
        var segment = Segment($"HTTP/1.1 {status} Because").Failure;

        Assert.Equal(kind, first?.Kind);
        Assert.Equal(kind, segment?.Kind);
        Assert.StartsWith($"{status} Because", first?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_phrases_are_shown_without_control_characters_and_bounded()
    {
        var reason = First($"HTTP/1.1 404 \u0085\u009b31m{new string('x', 1000)}").Failure!.Value.Reason;

        Assert.DoesNotContain(reason, char.IsControl);
        Assert.InRange(reason.Length, 1, 100);
    }

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("31536000", 31536000.0)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30.0)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void Retry_after_is_seconds_or_a_date_to_come(string value, double? seconds)
    {
        var failure = First("HTTP/1.1 503 Busy", $"Retry-After: {value}").Failure;

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, failure?.RetryAfter);
    }

    [Fact]
    public void Retry_after_beyond_all_reason_is_long_and_not_nothing() =>
        Assert.True(
            First("HTTP/1.1 503 Busy", "Retry-After: 99999999999999999999").Failure?.RetryAfter > TimeSpan.FromDays(1)
        );

    // --- coding ---

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public void Coded_answers_are_unusable(string coding)
    {
        var field = $"Content-Encoding: {coding}";
        Assert.Equal(FailureKind.Unusable, First(Ok, field, "Content-Length: 5").Failure?.Kind);
        Assert.Equal(
            FailureKind.Unusable,
            Segment(Part, field, "Content-Range: bytes 1000-1999/5000", "Content-Length: 1000").Failure?.Kind
        );
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("")]
    public void Identity_is_no_coding(string coding) =>
        Assert.Null(First(Ok, $"Content-Encoding: {coding}", "Content-Length: 5").Failure);

    [Fact]
    public void Coding_that_hides_behind_identity_is_seen() =>
        Assert.Equal(
            FailureKind.Unusable,
            First(Ok, "Content-Encoding: identity", "Content-Encoding: gzip", "Content-Length: 5").Failure?.Kind
        );

    // --- ranges ---

    [Fact]
    public void Range_exactly_as_asked_passes()
    {
        var passage = Segment(Part, "Content-Range: bytes 1000-1999/5000", "Content-Length: 1000", "ETag: \"v1\"");

        Assert.Null(passage.Failure);
        Assert.Equal(Middle, passage.Body);
    }

    [Fact]
    public void Range_shorter_than_asked_passes_for_what_it_has()
    {
        var passage = Segment(Part, "Content-Range: bytes 1000-1099/5000", "Content-Length: 100");

        Assert.Null(passage.Failure);
        Assert.Equal(new Extent(1000, 1100), passage.Body);
    }

    [Fact]
    public void Chunked_range_passes() =>
        Assert.Null(Segment(Part, "Content-Range: bytes 1000-1999/5000", "Transfer-Encoding: chunked").Failure);

    [Theory]
    [InlineData("bytes 0-999/5000")] // aligned to a block of some cache
    [InlineData("bytes 999-1998/5000")]
    [InlineData("bytes 1001-2000/5000")]
    [InlineData("bytes 1001-1999/5000")]
    [InlineData("bytes 1000-2000/5000")]
    [InlineData("bytes 1000-4999/5000")]
    public void Range_that_starts_elsewhere_or_ends_later_is_wrong(string range) =>
        Assert.Equal(FailureKind.WrongAnswer, Segment(Part, $"Content-Range: {range}").Failure?.Kind);

    [Theory]
    [InlineData("bytes */5000")]
    [InlineData("bytes 1000-999/5000")]
    [InlineData("bytes 1000-1999/1500")]
    [InlineData("bytes 1000-1999")]
    [InlineData("items 1000-1999/5000")]
    [InlineData("bytes 1000-1999/99999999999999999999")]
    [InlineData("bytes -1-1999/5000")]
    [InlineData("")]
    public void Unreadable_content_range_is_wrong(string range) =>
        Assert.Equal(FailureKind.WrongAnswer, Segment(Part, $"Content-Range: {range}").Failure?.Kind);

    [Fact]
    public void Missing_or_doubled_content_range_is_wrong()
    {
        const string range = "Content-Range: bytes 1000-1999/5000";
        Assert.Equal(FailureKind.WrongAnswer, Segment(Part, "Content-Length: 1000").Failure?.Kind);
        Assert.Equal(FailureKind.WrongAnswer, Segment(Part, range, range, "Content-Length: 1000").Failure?.Kind);
        Assert.Equal(
            FailureKind.WrongAnswer,
            Segment(Part, "Content-Type: multipart/byteranges; boundary=x", "Content-Length: 1200").Failure?.Kind
        );
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(0)]
    [InlineData(5000)]
    public void Length_that_contradicts_the_range_is_wrong(int length) =>
        Assert.Equal(
            FailureKind.WrongAnswer,
            Segment(Part, "Content-Range: bytes 1000-1999/5000", $"Content-Length: {length}").Failure?.Kind
        );

    [Fact]
    public void Total_that_differs_means_that_the_file_changed()
    {
        var failure = Segment(Part, "Content-Range: bytes 1000-1999/5001", "Content-Length: 1000").Failure;

        Assert.Equal(FailureKind.Changed, failure?.Kind);
        Assert.Contains("5001 bytes", failure?.Reason, StringComparison.Ordinal);
        Assert.Contains("5000 bytes", failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_total_says_nothing_against_the_file() =>
        Assert.Null(Segment(Part, "Content-Range: bytes 1000-1999/*", "Content-Length: 1000").Failure);

    [Fact]
    public void Other_etag_means_that_the_file_changed() =>
        Assert.Equal(
            FailureKind.Changed,
            Segment(Part, "Content-Range: bytes 1000-1999/5000", "ETag: \"v2\"").Failure?.Kind
        );

    [Fact]
    public void Unsatisfiable_range_means_that_the_file_became_shorter() =>
        Assert.Equal(FailureKind.Changed, Segment("HTTP/1.1 416 No", "Content-Range: bytes */500").Failure?.Kind);

    // --- 200 to a range ---

    [Fact]
    public void Whole_file_to_a_range_is_wrong_and_says_that_ranges_are_ignored()
    {
        var passage = Segment(Ok, "Content-Length: 5000", "ETag: \"v1\"");

        Assert.Equal(FailureKind.WrongAnswer, passage.Failure?.Kind);
        Assert.False(passage.Facts?.HasRanges);
        Assert.True(passage.Body.IsEmpty);
    }

    [Fact]
    public void Whole_file_to_a_range_from_the_start_is_wrong_unless_all_was_asked_for()
    {
        Assert.Equal(FailureKind.WrongAnswer, Segment(Start, Ok, "Content-Length: 5000").Failure?.Kind);

        var whole = Segment(new Extent(0, 5000), Ok, "Content-Length: 5000");
        Assert.Null(whole.Failure);
        Assert.Equal(new Extent(0, 5000), whole.Body);
    }

    [Fact]
    public void Whole_file_of_another_size_or_version_is_a_change()
    {
        var whole = new Extent(0, 5000);
        Assert.Equal(FailureKind.Changed, Segment(whole, Ok, "Content-Length: 4999").Failure?.Kind);
        Assert.Equal(FailureKind.Changed, Segment(whole, Ok, "Content-Length: 5000", "ETag: \"x\"").Failure?.Kind);
    }

    [Fact]
    public void Whole_file_without_length_is_bounded_by_what_is_known() =>
        Assert.Equal(new Extent(0, 5000), Segment(new Extent(0, 5000), Ok, "Transfer-Encoding: chunked").Body);

    [Theory]
    [InlineData(4_294_967_296)] // 4 GiB
    [InlineData(9_007_199_254_740_993)] // 2^53 + 1, the first that a double cannot hold
    public void Offsets_beyond_what_other_numbers_hold_are_exact(long from)
    {
        var size = from + 5000;
        var asked = new Extent(from, from + 1000);
        var head = Wire.Response(
            "HTTP/1.1 206 Partial Content",
            $"Content-Range: bytes {from}-{from + 999}/{size}",
            "Content-Length: 1000"
        );

        var passage = HeadGate.Segment(head, FramingOf(head), asked, Known with { Size = size, ETag = null }, Now);

        Assert.Null(passage.Failure);
        Assert.Equal((asked, size), (passage.Body, passage.Facts?.Size));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("x-gzip", true)]
    [InlineData("br", false)]
    public void Coding_that_the_file_itself_has_is_let_pass(string coding, bool passes)
    {
        var head = Wire.Response(
            "HTTP/1.1 206 Partial Content",
            "Content-Range: bytes 1000-1999/5000",
            "Content-Length: 1000",
            $"Content-Encoding: {coding}"
        );

        var failure = HeadGate.Segment(head, FramingOf(head), Middle, Known, Now, stored: "gzip").Failure;

        Assert.Equal(passes, failure is null);
    }

    [Fact]
    public void Page_of_another_size_instead_of_a_range_is_no_file_without_ranges()
    {
        var passage = Segment("HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: 12");

        Assert.Equal(FailureKind.WrongAnswer, passage.Failure?.Kind);
        Assert.Contains("text/html", passage.Failure?.Reason, StringComparison.Ordinal);
        Assert.Null(passage.Facts);
    }

    private static Passage First(string status, params string[] fields)
    {
        var head = Wire.Response(status, fields);
        return HeadGate.First(head, FramingOf(head), Start, Now);
    }

    private static Passage Segment(string status, params string[] fields) => Segment(Middle, status, fields);

    private static Passage Segment(Extent asked, string status, params string[] fields)
    {
        var head = Wire.Response(status, fields);
        return HeadGate.Segment(head, FramingOf(head), asked, Known, Now);
    }

    private static BodyFraming FramingOf(Head head)
    {
        Assert.True(Framing.TryForResponse(head, toHead: false, out var framing, out _));
        return framing;
    }
}
