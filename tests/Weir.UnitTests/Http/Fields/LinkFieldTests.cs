using System.Text;
using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public sealed class LinkFieldTests
{
    [Fact]
    public void Mirrors_and_descriptions_are_read()
    {
        var links = Read(
            "<http://www2.example.com/f>; rel=duplicate; pri=1; pref; geo=GB; depth=3, ,"
                + " </f.meta4>;rel=\"describedby\";type=\"application/metalink4+xml\""
                + ",<http://c/?a,b;c>; REL = \"Duplicate  alternate\""
        );

        Assert.Equal(
            [
                new LinkValue("http://www2.example.com/f", "duplicate")
                {
                    Priority = 1,
                    Location = "gb",
                    Depth = 3,
                },
                new LinkValue("/f.meta4", "describedby") { Type = "application/metalink4+xml" },
                new LinkValue("http://c/?a,b;c", "duplicate  alternate"),
            ],
            links
        );
        Assert.True(links[2].Has("alternate"));
        Assert.False(links[2].Has("altern"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("http://a/; rel=duplicate", 0)]
    [InlineData("<http://a/>", 0)]
    [InlineData("<http://a/>; rel=\"duplicate", 0)]
    [InlineData("<http://a/> rel=duplicate", 0)]
    [InlineData("<http://a", 0)]
    [InlineData("<http://a /b>; rel=duplicate", 0)]
    [InlineData("<http://a/>; rel=duplicate, nonsense, <http://b/>; rel=duplicate", 1)]
    public void What_is_malformed_ends_the_line(string line, int count)
    {
        Assert.Equal(count, Read(line).Count);
    }

    [Fact]
    public void Of_a_parameter_that_comes_twice_the_first_counts()
    {
        var link = Assert.Single(Read("<a>; rel=duplicate; rel=next; pri=2; pri=1; type=a; type=b"));

        Assert.Equal(("duplicate", 2, "a"), (link.Relation, link.Priority, link.Type));
    }

    [Theory]
    [InlineData("pri=0")]
    [InlineData("pri=-1")]
    [InlineData("pri=99999999999")]
    [InlineData("pri=x")]
    public void A_priority_that_is_none_is_not_told(string parameter)
    {
        Assert.Null(Assert.Single(Read($"<a>; rel=duplicate; {parameter}")).Priority);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var link = new LinkValue("http://a/f", "duplicate")
        {
            Priority = 1,
            Location = "de",
            Depth = 0,
            Type = "text/plain",
        };

        Assert.Equal(link, Assert.Single(Read(link.ToString())));
    }

    [Fact]
    public void Links_beyond_a_thousand_are_not_listened_to()
    {
        Assert.Equal(
            LinkField.MaxLinks,
            Read(string.Join(',', Enumerable.Range(0, 1_100).Select(i => $"<http://a/{i}>; rel=duplicate"))).Count
        );
    }

    private static List<LinkValue> Read(string line)
    {
        var links = new List<LinkValue>();
        LinkField.Read(Encoding.Latin1.GetBytes(line), links);
        return links;
    }
}
