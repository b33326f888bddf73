using Weir.Load.Programs;

namespace Weir.UnitTests.Load.Programs;

public sealed class CommandTemplateTests
{
    [Theory]
    [InlineData("get {url} {out} {client}", "get|http://a/f|/tmp/f.7|7")]
    [InlineData("  get\t{url}  ", "get|http://a/f")]
    [InlineData("get --url={url} -o{out}", "get|--url=http://a/f|-o/tmp/f.7")]
    [InlineData("'my program' \"{url}\" ''", "my program|http://a/f|")]
    [InlineData("""sh -c 'curl "$1"' sh {url}""", """sh|-c|curl "$1"|sh|http://a/f""")]
    [InlineData("""get "a\"b\\c\d" e\ f\'g {url}""", """get|a"b\c\d|e f'g|http://a/f""")]
    [InlineData("get {urls}", "get|http://a/f|http://b/f")]
    [InlineData("get {url} {else} {}", "get|http://a/f|{else}|{}")]
    public void A_command_becomes_words(string text, string words) => Assert.Equal(words, Fill(text));

    [Theory]
    [InlineData("http://a/f;rm -rf ~")]
    [InlineData("http://a/$(reboot)")]
    [InlineData("http://a/'\"` {out} \\")]
    public void What_is_filled_in_is_neither_cut_nor_filled_in_again(string url)
    {
        Assert.True(CommandTemplate.TryParse("get 'x {url}' {out}", out var command, out _));
        Assert.Equal(["get", $"x {url}", "/tmp/f"], command.Fill(url, [url], "/tmp/f", "1"));
    }

    [Theory]
    [InlineData("", "the command is empty")]
    [InlineData("get {out}", "the command does not say where the URL goes; write {url}")]
    [InlineData("get '{url}", "the command has a ' that nothing ends")]
    [InlineData("get \"{url}", "the command has a \" that nothing ends")]
    [InlineData("get {url} \\", "the command ends with a backslash")]
    [InlineData("get --all={urls} {url}", "{urls} stands for several words and has to be one by itself")]
    [InlineData("'' {url}", "the command begins with an empty word")]
    public void A_mistake_is_told_in_a_clause(string text, string problem)
    {
        Assert.False(CommandTemplate.TryParse(text, out _, out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void A_command_without_a_place_for_the_file_prints_it()
    {
        Assert.True(CommandTemplate.TryParse("get {url}", out var prints, out _));
        Assert.True(CommandTemplate.TryParse("get {url} >{out}", out var writes, out _));
        Assert.False(prints.NamesOutput);
        Assert.True(writes.NamesOutput);
    }

    private static string Fill(string text)
    {
        Assert.True(CommandTemplate.TryParse(text, out var command, out var problem), problem);
        return string.Join('|', command.Fill("http://a/f", ["http://a/f", "http://b/f"], "/tmp/f.7", "7"));
    }
}
