using System.Text;
using Weir.Downloads.Sources;

namespace Weir.UnitTests.Downloads.Sources;

public sealed class DescriptionTests
{
    [Fact]
    public void Urls_come_by_priority_and_relative_ones_from_where_the_metalink_was()
    {
        var description = Read(
            "<url priority='2'>sub/f</url><url priority='1'>/f</url><url priority='3'>//b/f</url><url>http://c/f</url>",
            "http://a:81/x/f.meta4"
        );

        Assert.Equal(
            ["http://a:81/f", "http://a:81/x/sub/f", "http://b/f", "http://c/f"],
            description.Sources.Select(s => s.Url)
        );
        Assert.Empty(description.Notices);
    }

    [Fact]
    public void Urls_that_are_of_no_use_are_left_out_with_a_word()
    {
        var description = Read(
            "<url>ftp://a/f</url><url>/etc/passwd</url><url>file:///f</url><url>http://c/f</url>",
            null
        );

        Assert.Equal(["http://c/f"], description.Sources.Select(s => s.Url));
        Assert.Contains("3 of its URLs", Assert.Single(description.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void More_mirrors_than_connections_make_sense_for_are_cut()
    {
        var urls = string.Concat(Enumerable.Range(0, 50).Select(i => $"<url>http://h{i}/f</url>"));

        Assert.Equal(Description.MostSources, Read(urls, null).Sources.Count);
    }

    [Fact]
    public void Name_is_that_of_a_file_in_the_folder()
    {
        Assert.Equal("passwd", Read("<url>http://c/f</url>", null, name: "../../etc/passwd").Name);
    }

    [Fact]
    public void Several_files_are_refused_with_their_names()
    {
        var document = Document("<file name='a'/><file name='b'/>");

        Assert.False(Description.TryRead(document, "m", null, out _, out var problem));
        Assert.Contains("2 files (a, b", problem, StringComparison.Ordinal);
    }

    private static Description Read(string content, string? at, string name = "f")
    {
        SourceAddress? address = null;
        if (at is not null)
            Assert.True(SourceAddress.TryParse(at, out address, out _));
        Assert.True(
            Description.TryRead(
                Document($"<file name='{name}'><size>5</size>{content}</file>"),
                "m",
                address,
                out var description,
                out var problem
            ),
            problem
        );
        return description;
    }

    private static byte[] Document(string files) =>
        Encoding.UTF8.GetBytes($"<metalink xmlns='urn:ietf:params:xml:ns:metalink'>{files}</metalink>");
}
