namespace Weir.UnitTests.Cli.Agents;

public sealed class AgentCommandTests
{
    [Theory]
    [InlineData("--config /none.yaml: it does not exist", "--config", "/none.yaml")]
    [InlineData("--config names the targets; leave out the others", "http://h/f", "--config", "/none.yaml")]
    [InlineData("--every belongs into the file of --config", "--every", "1m", "--config", "/none.yaml")]
    [InlineData(
        "--every and --cron both say when; give one of them",
        "http://h/f",
        "--every",
        "1m",
        "--cron",
        "@daily"
    )]
    [InlineData("--cron: \"* * *\" has 3 fields instead of 5", "http://h/f", "--cron", "* * *")]
    [InlineData("--window: \"noon\" is no window of the day", "http://h/f", "--window", "noon")]
    [InlineData(
        "--window: a window of 1 m 00 s is shorter than the 5 m 00 s from run to run",
        "http://h/f",
        "--window",
        "1:00-1:01"
    )]
    [InlineData("--tz: \"Nowhere\" is no time zone here", "http://h/f", "--tz", "Nowhere")]
    [InlineData("--overrun: \"stop\" is not known; write skip or wait", "http://h/f", "--overrun", "stop")]
    [InlineData("--insecure-http is of no use without --collector URL", "http://h/f", "--insecure-http")]
    [InlineData(
        "--collector http://c:1 would show the token to everyone on the way; use https, or add --insecure-http",
        "http://h/f",
        "--collector",
        "http://c:1",
        "--token",
        "/etc/hostname"
    )]
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
