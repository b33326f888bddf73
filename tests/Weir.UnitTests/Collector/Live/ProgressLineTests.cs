using System.Text;
using Weir.Collector.Live;

namespace Weir.UnitTests.Collector.Live;

public sealed class ProgressLineTests
{
    [Theory]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("{\"type\":\"progress\"", "it is not a JSON object")]
    [InlineData("{\"id\":\"1\"}", "type is missing")]
    [InlineData("{\"type\":\"progress\"}", "id is missing, or longer than 256")]
    [InlineData("{\"type\":\"source\",\"id\":\"1\"}", "url is missing")]
    public void What_is_no_event_is_refused(string line, string reason)
    {
        Assert.False(ProgressLine.TryRead(Encoding.UTF8.GetBytes(line), out _, out var said));
        Assert.Equal(reason, said);
    }

    [Fact]
    public void Line_ends_within_an_event_cannot_end_the_event_that_is_sent()
    {
        var line = Encoding.UTF8.GetBytes("{\"type\":\"progress\",\r\"id\":\"1\",\n\n\"x\":\"a\\nb\"}");

        Assert.True(ProgressLine.TryRead(line, out var read, out _));
        Assert.Equal("{\"type\":\"progress\",\"id\":\"1\",\"x\":\"a\\nb\"}", read.Text);
    }

    [Theory]
    [InlineData("progress", true)]
    [InlineData("source", true)]
    [InlineData("transfer", false)]
    [InlineData("explain", false)]
    public void Records_and_explanations_are_not_passed_on(string type, bool isPassedOn)
    {
        var line = Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","id":"1","url":"http://a/f"}""");

        Assert.True(ProgressLine.TryRead(line, out var read, out _));
        Assert.Equal(isPassedOn, read.IsPassedOn);
    }
}
