using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class HeadLimitsTests
{
    private static readonly HeadLimits Small = new()
    {
        StartLine = 20,
        Head = 60,
        Fields = 3,
    };

    [Fact]
    public void A_request_line_at_its_limit_is_accepted()
    {
        var line = "GET /" + new string('x', 6) + " HTTP/1.1";
        Assert.Equal(Small.StartLine, line.Length);
        Assert.True(Parse(MessageKind.Request, Lines(line, "Host: a"), Small).Consumed > 0);
    }

    [Fact]
    public void A_request_line_over_its_limit_is_refused_with_414() =>
        Assert.Equal(
            414,
            Parse(MessageKind.Request, Lines("GET /" + new string('x', 7) + " HTTP/1.1"), Small).Rejection.Status
        );

    [Fact]
    public void A_request_line_without_end_is_refused_at_the_limit_and_not_awaited()
    {
        var parser = new HeadParser(MessageKind.Request);
        var endless = Bytes("GET /" + new string('x', 20_000));
        Assert.Equal(ParseStatus.NeedMore, parser.Parse(endless.AsSpan(0, 16385)));
        Assert.Equal(ParseStatus.Rejected, parser.Parse(endless.AsSpan(0, 16386)));
        Assert.Equal(414, parser.Rejection.Status);
    }

    [Fact]
    public void A_status_line_over_its_limit_is_refused() =>
        Assert.Equal(
            400,
            Parse(MessageKind.Response, Lines("HTTP/1.1 200 " + new string('x', 8)), Small).Rejection.Status
        );

    [Fact]
    public void A_head_at_its_limit_is_accepted()
    {
        var head = Lines("GET / HTTP/1.1", "Host: a", "X: " + new string('x', 28));
        Assert.Equal(Small.Head, head.Length);
        Assert.Equal(Small.Head, Parse(MessageKind.Request, head, Small).Consumed);
    }

    [Fact]
    public void A_head_over_its_limit_is_refused_with_431() =>
        Assert.Equal(
            431,
            Parse(
                MessageKind.Request,
                Lines("GET / HTTP/1.1", "Host: a", "X: " + new string('x', 29)),
                Small
            ).Rejection.Status
        );

    [Fact]
    public void A_line_of_70_KB_is_refused_with_431() =>
        Assert.Equal(431, RefusedWith("X: " + new string('x', 70_000)));

    [Fact]
    public void Empty_lines_before_the_request_count_towards_the_head() =>
        Assert.Equal(
            431,
            Parse(
                MessageKind.Request,
                "\r\n" + Lines("GET / HTTP/1.1", "Host: a", "X: " + new string('x', 28)),
                Small
            ).Rejection.Status
        );

    [Fact]
    public void As_many_fields_as_the_limit_says_are_accepted() =>
        Assert.Equal(128, Request([.. Enumerable.Repeat("X: 1", 127)]).Count);

    [Theory]
    [InlineData(128)]
    [InlineData(1000)]
    public void More_fields_than_the_limit_are_refused_with_431(int more) =>
        Assert.Equal(431, RefusedWith([.. Enumerable.Repeat("X: 1", more)]));
}
