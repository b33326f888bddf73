using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class CacheControlTests
{
    [Fact]
    public void Directives_of_a_response_are_read_whatever_their_case_and_spacing()
    {
        var control = OfResponse(
            "Cache-Control: Public,\tMAX-AGE=60 ,, s-maxage=30, x-unknown=\"a, b\", must-revalidate"
        );

        Assert.True(control.IsPublic && control.MustRevalidate);
        Assert.Equal(60, control.MaxAge?.TotalSeconds);
        Assert.Equal(30, control.SharedMaxAge?.TotalSeconds);
    }

    [Fact]
    public void Lines_count_together()
    {
        var control = OfResponse("Cache-Control: no-store", "Cache-Control: private, no-cache");

        Assert.True(control.NoStore && control.IsPrivate && control.NoCache);
    }

    [Theory]
    [InlineData("max-age=60", 60)]
    [InlineData("max-age=\"60\"", 60)]
    [InlineData("max-age=0060", 60)]
    [InlineData("max-age=0", 0)]
    [InlineData("max-age=2147483649", 2147483648)]
    [InlineData("max-age=99999999999999999999999999", 2147483648)]
    [InlineData("max-age=60, max-age=60", 60)]
    // 4.2.1: conflicting or invalid freshness is stale.
    [InlineData("max-age=60, max-age=1800", 0)]
    [InlineData("max-age=-1", 0)]
    [InlineData("max-age=+60", 0)]
    [InlineData("max-age=60.0", 0)]
    [InlineData("max-age=6a", 0)]
    [InlineData("max-age='60'", 0)]
    [InlineData("max-age=", 0)]
    [InlineData("max-age", 0)]
    [InlineData("max-age =60", 60)]
    [InlineData("max-age= 60", 0)]
    public void Max_age_is_whole_seconds_or_none(string value, double seconds) =>
        Assert.Equal(seconds, OfResponse("Cache-Control: " + value).MaxAge?.TotalSeconds);

    [Theory]
    [InlineData("x=\"max-age=3600\", max-age=1")]
    [InlineData("max-age=1, x=\"max-age=3600\"")]
    [InlineData("x=\"a\\\", max-age=3600\", max-age=1")]
    public void What_stands_in_quotes_is_no_directive(string value) =>
        Assert.Equal(1, OfResponse("Cache-Control: " + value).MaxAge?.TotalSeconds);

    [Fact]
    public void A_quote_that_is_not_closed_hides_nothing() =>
        Assert.True(OfResponse("Cache-Control: x=\"a, no-store").NoStore);

    [Fact]
    public void A_restriction_to_fields_names_them()
    {
        var control = OfResponse("Cache-Control: private=\"set-cookie\", no-cache=\" X-User ,,x-b\", max-age=5");

        Assert.False(control.IsPrivate || control.NoCache);
        Assert.Equal(["set-cookie", "X-User", "x-b"], control.Named!);
        Assert.True(control.Names("x-user"));
        Assert.False(control.Names("x-c"));
    }

    [Theory]
    [InlineData("=")]
    [InlineData("=\"\"")]
    [InlineData("=\" , \"")]
    [InlineData("=x")]
    [InlineData("=\"a b\"")]
    [InlineData("=\"x, a\\\"b\"")]
    [InlineData("=\"x, Content-Encoding\"")]
    [InlineData("=\"x\", {0}")]
    public void A_restriction_that_is_no_list_of_names_or_of_what_cannot_be_missing_counts_for_all(string argument)
    {
        Assert.True(OfResponse("Cache-Control: private" + argument.Replace("{0}", "private")).IsPrivate);
        Assert.True(OfResponse("Cache-Control: no-cache" + argument.Replace("{0}", "no-cache")).NoCache);
    }

    [Fact]
    public void A_request_s_no_cache_is_about_all() => Assert.True(OfRequest("Cache-Control: no-cache=\"x\"").NoCache);

    [Fact]
    public void A_targeted_field_names_fields_in_a_string_only()
    {
        var head = Response("HTTP/1.1 200 OK", ["CDN-Cache-Control: max-age=5, private=\"x-a\", no-cache=1"]);

        var control = CacheControl.ForGateway(head);

        Assert.True(control.NoCache);
        Assert.False(control.IsPrivate);
        Assert.Equal(["x-a"], control.Named!);
    }

    [Fact]
    public void Immutable_is_read() => Assert.True(OfResponse("Cache-Control: max-age=5, Immutable").IsImmutable);

    [Fact]
    public void Directives_of_a_request_are_read()
    {
        var control = OfRequest("Cache-Control: max-stale, min-fresh=5, only-if-cached, no-transform");

        Assert.True(control.OnlyIfCached && control.NoTransform);
        Assert.Equal(TimeSpan.MaxValue, control.MaxStale);
        Assert.Equal(5, control.MinFresh?.TotalSeconds);
    }

    [Theory]
    [InlineData("max-stale=10", 10)]
    [InlineData("max-stale=x", 0)]
    [InlineData("max-stale=10, max-stale", 10)]
    public void Max_stale_with_an_argument_is_bounded(string value, double seconds) =>
        Assert.Equal(seconds, OfRequest("Cache-Control: " + value).MaxStale?.TotalSeconds);

    [Fact]
    public void Invalid_min_fresh_asks_for_the_freshest() =>
        Assert.Equal(1L << 31, (long)OfRequest("Cache-Control: min-fresh=x").MinFresh!.Value.TotalSeconds);

    [Fact]
    public void Pragma_counts_in_a_request_without_cache_control()
    {
        Assert.True(OfRequest("Pragma: no-cache").NoCache);
        Assert.False(OfRequest("Pragma: no-cache", "Cache-Control: max-age=5").NoCache);
        Assert.False(OfResponse("Pragma: no-cache").NoCache);
    }

    [Fact]
    public void Stale_extensions_are_read()
    {
        var control = OfResponse("Cache-Control: stale-while-revalidate=5, stale-if-error=7");

        Assert.Equal(5, control.StaleWhileRevalidate?.TotalSeconds);
        Assert.Equal(7, control.StaleIfError?.TotalSeconds);
    }

    private static CacheControl OfRequest(params string[] fields) => CacheControl.Of(Request(fields));

    private static CacheControl OfResponse(params string[] fields) =>
        CacheControl.Of(Response("HTTP/1.1 200 OK", fields));
}
