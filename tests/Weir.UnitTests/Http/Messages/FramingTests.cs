using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class FramingTests
{
    [Fact]
    public void A_request_without_fields_about_it_has_no_body() => Assert.Equal(BodyFraming.None, OfRequest());

    [Fact]
    public void A_response_without_fields_about_it_ends_at_the_close() =>
        Assert.Equal(BodyFraming.UntilClose, OfResponse("HTTP/1.1 200 OK"));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2", 2)]
    [InlineData("002", 2)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Content_length_is_a_decimal_number(string value, long length)
    {
        Assert.Equal(BodyFraming.OfLength(length), OfRequest("Content-Length: " + value));
        Assert.Equal(BodyFraming.OfLength(length), OfResponse("HTTP/1.1 200 OK", "Content-Length: " + value));
    }

    [Fact]
    public void Content_length_with_a_plus_sign_is_refused() => Assert.Equal(400, Refused("Content-Length: +2"));

    [Theory]
    [InlineData("-2")]
    [InlineData("0x2")]
    [InlineData(" 2 3")]
    [InlineData("2 ,")]
    [InlineData("2, 2")]
    [InlineData("2,3")]
    [InlineData("")]
    [InlineData("2.0")]
    [InlineData("2e3")]
    [InlineData("\u00b2")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551618")]
    [InlineData("99999999999999999999999999999999")]
    public void Content_length_of_any_other_form_is_refused(string value)
    {
        Assert.Equal(400, Refused("Content-Length: " + value));
        Assert.Equal(400, RefusedResponse("HTTP/1.1 200 OK", "Content-Length: " + value));
    }

    [Theory]
    [InlineData("2", "3")]
    [InlineData("2", "2")]
    public void Two_content_lengths_are_refused(string first, string second)
    {
        Assert.Equal(400, Refused("Content-Length: " + first, "content-length: " + second));
        Assert.Equal(400, RefusedResponse("HTTP/1.1 200 OK", "Content-Length: " + first, "Content-Length: " + second));
    }

    [Theory]
    [InlineData("chunked")]
    [InlineData("Chunked")]
    [InlineData("\tchunked ")]
    public void Chunked_is_accepted_in_any_case(string value)
    {
        Assert.Equal(BodyFraming.Chunked, OfRequest("Transfer-Encoding:" + value));
        Assert.Equal(BodyFraming.Chunked, OfResponse("HTTP/1.1 200 OK", "Transfer-Encoding:" + value));
    }

    [Theory]
    [InlineData("Content-Length: 2", "Transfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked", "Content-Length: 2")]
    [InlineData("Transfer-Encoding: identity", "Content-Length: 2")]
    public void Content_length_together_with_transfer_encoding_is_refused(string first, string second)
    {
        Assert.Equal(400, Refused(first, second));
        Assert.Equal(400, RefusedResponse("HTTP/1.1 200 OK", first, second));
        Assert.Equal(400, RefusedResponse("HTTP/1.1 304 Not Modified", first, second));
    }

    [Theory]
    [InlineData("xchunked")]
    [InlineData("gzip")]
    [InlineData("identity")]
    [InlineData("identity, chunked")]
    [InlineData("gzip, chunked")]
    public void A_transfer_coding_that_is_not_known_is_refused_with_501(string value) =>
        Assert.Equal(501, Refused("Transfer-Encoding: " + value));

    [Theory]
    [InlineData("chunked, identity")]
    [InlineData("chunked, gzip")]
    [InlineData("chunked, chunked")]
    [InlineData("chunked,")]
    [InlineData(",chunked")]
    [InlineData("")]
    [InlineData("chunked;q=1")]
    [InlineData("\"chunked\"")]
    [InlineData("chunked chunked")]
    public void Chunked_that_is_not_the_only_and_last_coding_is_refused(string value) =>
        Assert.Equal(400, Refused("Transfer-Encoding: " + value));

    [Theory]
    [InlineData("Chunked", "chunked")]
    [InlineData("chunked", "identity")]
    [InlineData("gzip", "chunked")]
    [InlineData("", "chunked")]
    public void Two_transfer_encodings_are_refused(string first, string second) =>
        Assert.Equal(400, Refused("Transfer-Encoding: " + first, "Transfer-Encoding: " + second));

    [Fact]
    public void Transfer_encoding_in_HTTP_1_0_is_refused()
    {
        var head = RequestOf("POST / HTTP/1.0", "Transfer-Encoding: chunked");
        Assert.False(Framing.TryForRequest(head, out _, out var rejection));
        Assert.Equal(400, rejection.Status);
        Assert.Equal(400, RefusedResponse("HTTP/1.0 200 OK", "Transfer-Encoding: chunked"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(102)]
    [InlineData(199)]
    [InlineData(204)]
    [InlineData(304)]
    public void Answers_that_have_no_body_have_none_whatever_their_fields_say(int status)
    {
        Assert.Equal(BodyFraming.None, OfResponse($"HTTP/1.1 {status} X", "Content-Length: 5"));
        Assert.Equal(BodyFraming.None, OfResponse($"HTTP/1.1 {status} X", "Transfer-Encoding: chunked"));
        Assert.Equal(BodyFraming.None, OfResponse($"HTTP/1.1 {status} X"));
    }

    [Fact]
    public void The_answer_to_HEAD_has_no_body_but_says_how_long_it_would_be()
    {
        var head = Response("HTTP/1.1 200 OK", "Content-Length: 5");
        Assert.True(Framing.TryForResponse(head, toHead: true, out var framing, out _));
        Assert.Equal(BodyFraming.None, framing);
        Assert.True(Framing.TryGetContentLength(head, out var length));
        Assert.Equal(5, length);
    }

    private static BodyFraming OfRequest(params string[] fields)
    {
        Assert.True(Framing.TryForRequest(Request(fields), out var framing, out var rejection), rejection.Reason);
        return framing;
    }

    private static BodyFraming OfResponse(string line, params string[] fields)
    {
        Assert.True(
            Framing.TryForResponse(Response(line, fields), false, out var framing, out var rejection),
            rejection.Reason
        );
        return framing;
    }

    private static int Refused(params string[] fields) =>
        Framing.TryForRequest(Request(fields), out _, out var rejection) ? 0 : rejection.Status;

    private static int RefusedResponse(string line, params string[] fields) =>
        Framing.TryForResponse(Response(line, fields), false, out _, out var rejection) ? 0 : rejection.Status;
}
