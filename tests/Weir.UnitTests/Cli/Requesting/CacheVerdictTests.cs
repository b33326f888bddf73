using Weir.Cli.Requesting;

namespace Weir.UnitTests.Cli.Requesting;

public sealed class CacheVerdictTests
{
    [Theory]
    [InlineData("weir; hit; ttl=10")]
    [InlineData("ExampleCache;hit")]
    [InlineData("far; hit, near; fwd=uri-miss; stored")]
    public void An_answer_of_a_cache_is_a_hit(string field)
    {
        Assert.Equal(new CacheVerdict(IsHit: true, null), CacheVerdict.Of(field));
    }

    [Theory]
    [InlineData("weir; fwd=uri-miss; fwd-status=200; stored", "uri-miss")]
    [InlineData("far; fwd=stale, near; fwd=vary-miss", "vary-miss")]
    [InlineData("weir; fwd=stale; detail=\"no; hit, at; hit\"", "stale")]
    [InlineData("weir; detail=\"a \\\"; hit\"; fwd=bypass", "bypass")]
    public void The_reason_of_a_miss_is_that_of_the_nearest_cache(string field, string reason)
    {
        Assert.Equal(new CacheVerdict(IsHit: false, reason), CacheVerdict.Of(field));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("weir; detail=hit")]
    public void Without_a_word_of_it_nothing_is_known(string? field)
    {
        Assert.Null(CacheVerdict.Of(field));
    }
}
