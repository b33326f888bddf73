using System.Text;
using Weir.Downloads.Writing;

namespace Weir.UnitTests.Downloads.Writing;

public class JournalJsonTests
{
    [Fact]
    public void Header_is_printed_as_the_format_says() =>
        Assert.Equal(
            """{"version":1,"size":7,"sample":"ab","checksum":null,"boot_id":"b","is_synced":true,"pieces":null}""",
            JournalJson.Print(new JournalHeader(1, 7, "ab", null, "b", IsSynced: true))
        );

    [Fact]
    public void Source_is_printed_as_the_format_says() =>
        Assert.Equal(
            """{"url":"http://h/f","etag":null,"last_modified":"2026-03-01T12:00:00+00:00"}""",
            JournalJson.Print(new JournalSource("http://h/f", null, new DateTimeOffset(2026, 3, 1, 12, 0, 0, default)))
        );

    [Theory]
    [InlineData("")]
    [InlineData("\"\\/\b\f\n\r\t\0\u001f\u007f")]
    [InlineData("http://h/\u00e4\u2028\U0001f600?a=1&b=<c>+'")]
    public void Any_text_comes_back(string text)
    {
        var source = new JournalSource(
            text,
            text,
            new DateTimeOffset(2026, 3, 1, 12, 0, 1, 250, TimeSpan.FromHours(-3))
        );

        Assert.Equal(source, JournalJson.Source(Encoding.UTF8.GetBytes(JournalJson.Print(source))));
        Assert.DoesNotContain('\n', JournalJson.Print(source));
    }

    [Fact]
    public void Header_may_lack_what_may_be_null() =>
        Assert.Equal(
            new JournalHeader(1, null, null, null, null, IsSynced: false),
            JournalJson.Header("""{"version":1,"unknown":[1]}"""u8)
        );

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":"1"}""")]
    [InlineData("""{"version":1.5}""")]
    [InlineData("""{"version":1,"size":"7"}""")]
    [InlineData("""{"version":1,"size":99999999999999999999}""")]
    [InlineData("""{"version":1,"is_synced":0}""")]
    [InlineData("""{"version":1,"sample":7}""")]
    [InlineData("""{"version":1} x""")]
    [InlineData("""{"version":1""")]
    public void Header_of_others_is_none(string json) => Assert.Null(JournalJson.Header(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"url":3}""")]
    [InlineData("""{"url":null}""")]
    [InlineData("""{"url":"http://h/","etag":[]}""")]
    [InlineData("""{"url":"http://h/","last_modified":"yesterday"}""")]
    [InlineData("""{"url":"http://h/","last_modified":1}""")]
    public void Source_of_others_is_none(string json) => Assert.Null(JournalJson.Source(Encoding.UTF8.GetBytes(json)));
}
