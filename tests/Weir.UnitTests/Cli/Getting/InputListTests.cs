using Weir.Cli.Getting;
using Weir.Cli.Mistakes;

namespace Weir.UnitTests.Cli.Getting;

public class InputListTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Urls_of_one_line_are_sources_of_one_file()
    {
        var entries = Read("http://a/one\thttp://b/one\nhttp://a/two  http://{b,c}/two\n");

        Assert.Equal(["one", "two"], entries.Select(e => e.Target));
        Assert.Equal(["http://a/one", "http://b/one"], entries[0].Sources.Select(s => s.Url));
        Assert.Equal(["http://a/two", "http://b/two", "http://c/two"], entries[1].Sources.Select(s => s.Url));
    }

    [Theory]
    [InlineData($"checksum=sha256:{Hex}")]
    [InlineData($"checksum=sha-256={Hex}")]
    public void Indented_lines_below_say_more_about_it(string checksum)
    {
        var entry = Assert.Single(Read($"http://a/x\n  out=in/y z\n\t{checksum}\n"));

        Assert.Equal("in/y z", entry.Target);
        Assert.Equal(Hex, entry.Checksum!.Hex);
    }

    [Fact]
    public void Comments_empty_lines_and_line_ends_of_Windows_are_passed_over() =>
        Assert.Equal(4, Assert.Single(Read("# list\r\n\r\n  # more\r\nhttp://a/x\r\n\r\n")).Line);

    [Theory]
    [InlineData("http://a/x\nhttp://b/x\n", "list lines 1 and 2 both go to x; name another with out=NAME")]
    [InlineData(
        "http://a/x\n out=y\nhttp://b/y\nhttp://b/z\n  out=./y\n",
        "list lines 1 and 3 both go to y; name another with out=NAME"
    )]
    [InlineData("  out=y\n", "list line 1 is indented, but no URL stands above it; begin with a URL")]
    [InlineData(
        "http://a/x\n  max-tries=5\n",
        "list line 2: \"max-tries=5\" is not understood; write out=NAME or checksum=ALG:HEX"
    )]
    [InlineData("http://a/x\n  out=\n", "list line 2: \"out=\" is not understood; write out=NAME or checksum=ALG:HEX")]
    [InlineData("http://a/x\nftp://a/x\n", "list line 2: ftp://a/x has the scheme ftp; use https or http")]
    [InlineData("http://a/\n", "list line 1: http://a/ ends without a file name; name it with out=NAME")]
    [InlineData("# nothing\n", "list names no file; write one URL a line")]
    public void What_cannot_be_is_named_with_its_line(string text, string sentence)
    {
        var mistake = Assert.Throws<MistakeException>(() => Read(text));

        Assert.Equal(sentence, mistake.Message);
        Assert.Equal(ExitCodes.Usage, mistake.ExitCode);
    }

    [Fact]
    public void Wrong_checksum_is_named_with_its_line() =>
        Assert.StartsWith(
            "list line 2: checksum: ",
            Assert.Throws<MistakeException>(() => Read("http://a/x\n checksum=sha256:12\n")).Message,
            StringComparison.Ordinal
        );

    private static IReadOnlyList<InputEntry> Read(string text) => InputList.Read(new StringReader(text), "list");
}
