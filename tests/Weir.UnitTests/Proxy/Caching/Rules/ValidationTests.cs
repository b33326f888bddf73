using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Rules;

public class ValidationTests
{
    [Theory]
    [InlineData("ETag: \"a\"", "If-None-Match: \"a\"\r\n")]
    [InlineData("ETag: W/\"a\"", "If-None-Match: W/\"a\"\r\n")]
    [InlineData("ETag: unquoted", "If-None-Match: unquoted\r\n")]
    [InlineData("Last-Modified: {-9}", "If-Modified-Since: {-9}\r\n")]
    [InlineData("ETag: \"a\" | Last-Modified: {-9}", "If-None-Match: \"a\"\r\nIf-Modified-Since: {-9}\r\n")]
    [InlineData("Last-Modified: yesterday", "")]
    public void The_origin_is_asked_by_what_it_gave_RFC_9111_4_3_1(string fields, string expected)
    {
        var writer = new HeadWriter().StartRequest("GET"u8, "/"u8);

        Validation.WriteConditions(writer, Stored.Ok(Stored.Split(fields)));

        Assert.Equal(
            "GET / HTTP/1.1\r\n" + expected.Replace("{-9}", Stored.Date(-9), StringComparison.Ordinal),
            Text(writer.Written)
        );
    }

    [Theory]
    [InlineData("\"a\"", "", true)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "W/\"a\"", true)]
    [InlineData("W/\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "\"b\"", false)]
    [InlineData("", "\"b\"", false)]
    public void A_304_with_another_tag_is_for_another_response_RFC_9111_4_3_4(string stored, string tag, bool expected)
    {
        var response = Stored.Ok(stored.Length > 0 ? ["ETag: " + stored] : []);
        var notModified = Response("HTTP/1.1 304 Not Modified", tag.Length > 0 ? ["ETag: " + tag] : []);

        Assert.Equal(expected, Validation.Selects(notModified, response));
    }

    [Theory]
    [InlineData("Last-Modified: {-9}", "Last-Modified: {-9}", true)]
    [InlineData("Last-Modified: {-9}", "Last-Modified: {-8}", false)]
    [InlineData("Last-Modified: {-9} | ETag: \"a\"", "Last-Modified: {-8}", false)]
    [InlineData("Last-Modified: {-9} | ETag: \"a\"", "Last-Modified: {-8} | ETag: \"a\"", true)]
    [InlineData("ETag: \"a\"", "Last-Modified: {-8}", true)]
    public void Without_a_tag_a_304_with_another_date_is_for_another_response_RFC_9111_4_3_4(
        string stored,
        string fields,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            Validation.Selects(
                Stored.Response("HTTP/1.1 304 Not Modified", Stored.Split(fields)).Head,
                Stored.Ok(Stored.Split(stored))
            )
        );

    [Fact]
    public void A_304_replaces_the_fields_that_it_has_RFC_9111_3_2()
    {
        var stored = Stored.Ok(
            "Cache-Control: max-age=1",
            "X-Old: stays",
            "X-Both: 1",
            "x-both: 2",
            "Age: 50",
            "Content-Encoding: gzip",
            "ETag: \"a\""
        );
        var later = Stored.Now.AddSeconds(100);
        var notModified = Response(
            "HTTP/1.1 304 Not Modified",
            "Date: " + Stored.Date(100),
            "Cache-Control: max-age=60",
            "X-Both: 3",
            "X-New: there",
            "Content-Encoding: br",
            "ETag: \"b\""
        );

        var freshened = Validation.Freshen(stored, notModified, later, later);

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nX-Old: stays\r\nContent-Encoding: gzip\r\nETag: \"a\"\r\n"
                + $"Date: {Stored.Date(100)}\r\nCache-Control: max-age=60\r\nX-Both: 3\r\nX-New: there\r\n\r\n",
            Serialize(freshened.Head)
        );
        Assert.Equal(60, freshened.TimeToLive(later).TotalSeconds);
    }
}
