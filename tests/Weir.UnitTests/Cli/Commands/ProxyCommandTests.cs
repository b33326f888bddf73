namespace Weir.UnitTests.Cli.Commands;

public sealed class ProxyCommandTests
{
    [Theory]
    [InlineData("", "weir proxy: no --upstream given; name the server to stand before")]
    [InlineData("--upstream 127.0.0.1", "weir proxy: --upstream: \"127.0.0.1\" is not a URL; write it as http://")]
    [InlineData("--upstream http://a --listen x", "weir proxy: --listen: \"x\" is not a place to listen at")]
    [InlineData("--upstream http://a --listen 1=b", "weir proxy: --listen: a proxy serves no folder; leave out =b")]
    [InlineData(
        "--upstream http://a --memory 1kB",
        "weir proxy: --memory 1000 B is too small to work with; give 1 MiB"
    )]
    [InlineData("--upstream http://a --memory x", "weir proxy: --memory:")]
    [InlineData("--udp 9000", "weir proxy: --udp: \"9000\" is not one relay; write LISTEN=TARGET")]
    [InlineData("--udp 9000=127.0.0.1:9001 --listen 8080", "weir proxy: --listen goes with --upstream URL")]
    [InlineData("--upstream http://a --control 9", "weir proxy: --control needs --control-token FILE")]
    [InlineData("--upstream http://a --interval 0s", "weir proxy: --interval: 0 is no time between lines")]
    [InlineData("--forward", "weir proxy: --forward goes only where --allow says")]
    public async Task A_mistake_gets_a_sentence_and_2(string arguments, string sentence)
    {
        var captured = new CapturedOutput();

        var code = await captured.RunAsync(["proxy", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, code);
        Assert.StartsWith(sentence, captured.Error);
        Assert.Single(captured.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(captured.Out);
    }
}
