namespace Weir.UnitTests.Cli.Agents;

public sealed class AgentCommandTests
{
    [Theory]
    [InlineData("--config is not supported yet; name the targets as arguments", "--config", "f.yaml")]
    [InlineData("nothing to measure")]
    [InlineData("--every 50 ms is too short; write 100 ms or more", "http://h/f", "--every", "50ms")]
    [InlineData("--start-jitter: \"10\" has no unit; write it as 10%", "http://h/f", "--start-jitter", "10")]
    [InlineData("--spool-size 1 KiB is too small; write 64 KiB or more", "http://h/f", "--spool-size", "1KiB")]
    [InlineData("--token is of no use without --collector URL", "http://h/f", "--token", "t")]
    [InlineData("--pin is of no use without --collector URL", "http://h/f", "--pin", "sha256:00")]
    [InlineData("--collector c:1 is not a URL; write it as https://HOST:PORT", "http://h/f", "--collector", "c:1")]
    [InlineData("--collector needs --token FILE", "http://h/f", "--collector", "http://c:1")]
    [InlineData("--token: /none/t does not exist", "http://h/f", "--collector", "http://c", "--token", "/none/t")]
    public async Task Wrong_usage_is_told_in_a_sentence(string sentence, params string[] arguments)
    {
        var captured = new CapturedOutput();

        Assert.Equal(2, await captured.RunAsync(["agent", .. arguments]));
        Assert.Equal("", captured.Out);
        Assert.Contains($"weir agent: {sentence}", captured.Error, StringComparison.Ordinal);
    }
}
