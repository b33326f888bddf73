using System.Text;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Mistakes;

public sealed class UsageMistakesTests
{
    private static readonly string[][] Lines =
    [
        [],
        ["ftech"],
        ["nonsense"],
        ["--foo"],
        ["--josn", "fetch"],
        ["fetch"],
        ["fetch", "--foo", "http://a/f"],
        ["fetch", "http://a/f", "--checksm", "md5:00"],
        ["fetch", "http://a/f", "--checksm=md5:00"],
        ["fetch", "http://a/f", "-x"],
        ["fetch", "http://a/f", "--limit-rate"],
        ["fetch", "http://a/f", "--limit-rate", "--json"],
        ["fetch", "http://a/f", "-o", "--json"],
        ["fetch", "http://a/f", "--limit-rate", "10MB"],
        ["fetch", "http://a/f", "--limit-rate", "0bit"],
        ["fetch", "http://a/f", "--window", "64K"],
        ["fetch", "http://a/f", "-i", "5"],
        ["fetch", "http://a/f", "--interval", "often"],
        ["fetch", "http://a/f", "--connections", "0"],
        ["fetch", "http://a/f", "--connections", "100"],
        ["fetch", "http://a/f", "--connections", "many"],
        ["fetch", "http://a/f", "--connections", "1", "--connections", "2"],
        ["fetch", "http://a/f", "--balance", "fair"],
        ["fetch", "http://a/f", "--checksum", "sha256:abc"],
        ["fetch", "http://a/f", "--checksum", "abc"],
        ["fetch", "http://a/f", "--plain", "x"],
        ["make-file"],
        ["make-file", "a", "b"],
        ["make-file", "a", "--", "--quiet"],
        ["make-file", ""],
        ["make-file", "/"],
        ["make-file", "/missing/folder/f"],
    ];

    [Fact]
    public async Task Each_mistake_gets_one_sentence_and_its_exit_code()
    {
        var transcript = new StringBuilder();
        foreach (var line in Lines)
        {
            var captured = new CapturedOutput();
            var root = Weir.Cli.Commands.CommandLine.Root(
                captured.Context,
                [SampleCommand.Create(captured.Context), Weir.Cli.Commands.MakeFileCommand.Create(captured.Context)]
            );
            var code = await Weir.Cli.Commands.CommandLine.RunAsync(root, line, captured.Context);

            Assert.Empty(captured.Out);
            transcript
                .Append("$ weir ")
                .AppendJoin(' ', line.Select(word => word.Length == 0 ? "''" : word))
                .Append('\n');
            transcript.Append(captured.Error).Append("exit ").Append(code).Append("\n\n");
        }

        var actual = transcript.ToString();
        Assert.Equal(Golden.Expected("UsageMistakes.txt", actual), actual);
    }

    [Theory]
    [InlineData("fetch", "-")]
    [InlineData("fetch", "--", "--odd-name")]
    [InlineData("fetch", "http://a/f", "-o", "-")]
    [InlineData("fetch", "@file")]
    [InlineData("fetch", "[x]")]
    [InlineData("fetch", "http://a/f", "--header", "A: 1", "--header", "B: 2")]
    [InlineData("fetch", "--json", "http://a/f", "-q", "--wait", "0")]
    public async Task What_only_looks_like_a_mistake_is_let_through(params string[] line)
    {
        var captured = new CapturedOutput();
        var code = await captured.RunAsync(SampleCommand.Create(captured.Context), line);

        Assert.Equal("", captured.Error);
        Assert.Equal("fetched\n", captured.Out);
        Assert.Equal(0, code);
    }
}
