using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class ConditionsTests
{
    private const string Before = "Sun, 06 Nov 1994 08:49:36 GMT";
    private const string Same = "Sun, 06 Nov 1994 08:49:37 GMT";
    private const string After = "Sun, 06 Nov 1994 08:49:38 GMT";

    private static readonly EntityTag Tag = new("a");
    private static readonly DateTimeOffset Modified = new(1994, 11, 6, 8, 49, 37, 500, TimeSpan.Zero);

    [Fact]
    public void Without_conditions_the_request_proceeds() => Assert.Equal(ConditionResult.Proceed, Get());

    [Theory]
    [InlineData("\"a\"", ConditionResult.Proceed)]
    [InlineData("\"b\", \"a\"", ConditionResult.Proceed)]
    [InlineData("*", ConditionResult.Proceed)]
    [InlineData("\"b\"", ConditionResult.PreconditionFailed)]
    [InlineData("W/\"a\"", ConditionResult.PreconditionFailed)]
    [InlineData("a", ConditionResult.PreconditionFailed)]
    public void If_Match_needs_the_tag_strongly(string value, ConditionResult result) =>
        Assert.Equal(result, Get("If-Match: " + value));

    [Theory]
    [InlineData("\"a\"", ConditionResult.NotModified)]
    [InlineData("W/\"a\"", ConditionResult.NotModified)]
    [InlineData("\"b\", \"a\"", ConditionResult.NotModified)]
    [InlineData("*", ConditionResult.NotModified)]
    [InlineData("\"b\"", ConditionResult.Proceed)]
    [InlineData("a", ConditionResult.Proceed)]
    public void If_None_Match_that_has_the_tag_means_not_modified(string value, ConditionResult result) =>
        Assert.Equal(result, Get("If-None-Match: " + value));

    [Fact]
    public void A_list_may_come_in_several_lines() =>
        Assert.Equal(ConditionResult.NotModified, Get("If-None-Match: \"b\"", "If-None-Match: \"a\""));

    [Theory]
    [InlineData(Before, ConditionResult.Proceed)]
    [InlineData(Same, ConditionResult.NotModified)]
    [InlineData(After, ConditionResult.NotModified)]
    [InlineData("never", ConditionResult.Proceed)]
    public void If_Modified_Since_compares_whole_seconds(string value, ConditionResult result) =>
        Assert.Equal(result, Get("If-Modified-Since: " + value));

    [Theory]
    [InlineData(Before, ConditionResult.PreconditionFailed)]
    [InlineData(Same, ConditionResult.Proceed)]
    [InlineData(After, ConditionResult.Proceed)]
    [InlineData("never", ConditionResult.Proceed)]
    public void If_Unmodified_Since_fails_when_modified_later(string value, ConditionResult result) =>
        Assert.Equal(result, Get("If-Unmodified-Since: " + value));

    [Fact]
    public void Two_dates_are_ignored() =>
        Assert.Equal(ConditionResult.Proceed, Get("If-Modified-Since: " + Same, "If-Modified-Since: " + Same));

    [Theory]
    [InlineData(ConditionResult.Proceed, "If-Match: \"a\"", "If-Unmodified-Since: " + Before)]
    [InlineData(ConditionResult.PreconditionFailed, "If-Match: \"b\"", "If-None-Match: \"a\"")]
    [InlineData(ConditionResult.NotModified, "If-Match: \"a\"", "If-None-Match: \"a\"")]
    [InlineData(ConditionResult.PreconditionFailed, "If-Unmodified-Since: " + Before, "If-None-Match: \"a\"")]
    [InlineData(ConditionResult.Proceed, "If-None-Match: \"b\"", "If-Modified-Since: " + Same)]
    [InlineData(ConditionResult.NotModified, "If-None-Match: \"a\"", "If-Modified-Since: " + Before)]
    public void Tags_come_before_dates_and_failure_before_not_modified(
        ConditionResult result,
        string first,
        string second
    )
    {
        Assert.Equal(result, Get(first, second));
        Assert.Equal(result, Get(second, first));
    }

    [Fact]
    public void Without_validators_dates_are_ignored_and_tags_match_nothing()
    {
        Assert.Equal(ConditionResult.Proceed, Bare("If-Modified-Since: " + After));
        Assert.Equal(ConditionResult.Proceed, Bare("If-Unmodified-Since: " + Before));
        Assert.Equal(ConditionResult.Proceed, Bare("If-None-Match: \"a\""));
        Assert.Equal(ConditionResult.PreconditionFailed, Bare("If-Match: \"a\""));
        Assert.Equal(ConditionResult.NotModified, Bare("If-None-Match: *"));

        static ConditionResult Bare(string field) => Conditions.Evaluate(Request(field), null, null);
    }

    [Fact]
    public void A_method_that_writes_is_refused_where_a_read_is_not_modified()
    {
        var head = RequestOf("PUT /f HTTP/1.1", "Host: a", "If-None-Match: *");
        Assert.Equal(ConditionResult.PreconditionFailed, Conditions.Evaluate(head, Tag, Modified));
        head = RequestOf("PUT /f HTTP/1.1", "Host: a", "If-Modified-Since: " + After);
        Assert.Equal(ConditionResult.Proceed, Conditions.Evaluate(head, Tag, Modified));
        head = RequestOf("HEAD /f HTTP/1.1", "Host: a", "If-None-Match: *");
        Assert.Equal(ConditionResult.NotModified, Conditions.Evaluate(head, Tag, Modified));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("\"a\"", true)]
    [InlineData("\"b\"", false)]
    [InlineData("W/\"a\"", false)]
    [InlineData("\"a\", \"b\"", false)]
    [InlineData("*", false)]
    [InlineData(Same, true)]
    [InlineData(Before, false)]
    [InlineData(After, false)]
    [InlineData("nonsense", false)]
    public void A_range_is_honoured_when_If_Range_is_exactly_what_there_is(string? value, bool honoured)
    {
        var head = value is null ? Request() : Request("If-Range: " + value);
        Assert.Equal(honoured, Conditions.IfRange(head, Tag, Modified, Modified.AddDays(1)));
    }

    [Fact]
    public void A_weak_tag_honours_no_range() =>
        Assert.False(Conditions.IfRange(Request("If-Range: \"a\""), new EntityTag("a", true), Modified, Modified));

    [Fact]
    public void A_file_modified_in_this_very_second_honours_no_range_by_date()
    {
        var head = Request("If-Range: " + Same);
        Assert.False(Conditions.IfRange(head, Tag, Modified, Modified.AddMilliseconds(400)));
        Assert.True(Conditions.IfRange(head, Tag, Modified, Modified.AddMilliseconds(500)));
    }

    [Fact]
    public void Two_If_Ranges_honour_no_range() =>
        Assert.False(Conditions.IfRange(Request("If-Range: \"a\"", "If-Range: \"a\""), Tag, Modified, Modified));

    private static ConditionResult Get(params string[] fields) => Conditions.Evaluate(Request(fields), Tag, Modified);
}
