using Weir.Downloads.Sources;
using Weir.Http.Fields;

namespace Weir.UnitTests.Downloads.Sources;

public class SourceFactsTests
{
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Strong_etags_decide_whatever_the_date_says()
    {
        Assert.True(Facts(etag: "a", modified: Then).IsSameVersion(Facts(etag: "a", modified: Then.AddDays(1))));
        Assert.False(Facts(etag: "a", modified: Then).IsSameVersion(Facts(etag: "b", modified: Then)));
    }

    [Fact]
    public void Weak_etags_say_nothing_and_the_date_decides()
    {
        var weak = Facts(modified: Then) with { ETag = new EntityTag("a", isWeak: true) };
        var other = Facts(modified: Then) with { ETag = new EntityTag("b", isWeak: true) };

        Assert.True(weak.IsSameVersion(other));
        Assert.False(weak.IsSameVersion(Facts(modified: Then.AddSeconds(1))));
    }

    [Fact]
    public void Sizes_that_differ_are_two_versions_and_unknown_ones_say_nothing()
    {
        Assert.False(Facts(size: 1, etag: "a").IsSameVersion(Facts(size: 2, etag: "a")));
        Assert.True(Facts(size: null).IsSameVersion(Facts(size: 2)));
    }

    [Fact]
    public void Fields_that_are_missing_now_say_nothing()
    {
        Assert.True(Facts(etag: "a", modified: Then).IsSameVersion(Facts()));
        Assert.True(Facts().IsSameVersion(Facts(etag: "a", modified: Then)));
    }

    [Fact]
    public void Descriptions_name_the_size_and_the_validator()
    {
        Assert.Equal("5 bytes, ETag \"a\"", Facts(size: 5, etag: "a").Describe());
        Assert.Equal("5 bytes, last modified 2026-03-01 12:00:00Z", Facts(size: 5, modified: Then).Describe());
        Assert.Equal("unknown size", Facts(size: null).Describe());
    }

    private static SourceFacts Facts(long? size = 5, string? etag = null, DateTimeOffset? modified = null) =>
        new()
        {
            Size = size,
            HasRanges = true,
            ETag = etag is null ? null : new EntityTag(etag),
            LastModified = modified,
        };
}
