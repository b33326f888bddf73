using Weir.Cli.Requesting;

namespace Weir.UnitTests.Cli.Requesting;

public sealed class RequestWordsTests
{
    private static readonly RequestOutcome Miss = Of("weir; fwd=uri-miss; stored", 36);
    private static readonly RequestOutcome Hit = Of("weir; hit; ttl=9", 2);

    [Fact]
    public void A_request_is_a_line()
    {
        Assert.Equal("request 1  200  miss  first byte    1 ms  all   36 ms  1.95 KiB", RequestWords.Line(1, Miss));
        Assert.Equal("           Cache-Status: weir; hit; ttl=9", RequestWords.Below(Hit));
    }

    [Fact]
    public void One_without_an_answer_says_why()
    {
        var failed = new RequestOutcome(default) { Error = "connection refused" };

        Assert.Equal("request 1  failed  connection refused", RequestWords.Line(1, failed));
    }

    [Fact]
    public void A_hit_after_a_miss_is_compared_with_it()
    {
        Assert.Equal(
            "The hit was 18 times as fast as the miss: 2 ms instead of 36 ms.",
            RequestWords.Conclusion([Miss, Hit])
        );
    }

    [Fact]
    public void Several_hits_are_compared_by_their_mean()
    {
        Assert.Equal(
            "Hits were on average 9.0 times as fast as the miss: 4 ms instead of 36 ms.",
            RequestWords.Conclusion([Miss, Hit, Of("weir; hit", 6)])
        );
    }

    [Fact]
    public void A_hit_that_is_slower_is_not_praised()
    {
        Assert.Equal(
            "The hit was slower than the miss, 2.0 times as long: 72 ms instead of 36 ms.",
            RequestWords.Conclusion([Miss, Of("weir; hit", 72)])
        );
    }

    [Fact]
    public void Without_a_hit_the_reason_is_told()
    {
        Assert.Equal(
            "No hit: what the cache has is not fresh, so it asked the server again (fwd=stale).",
            RequestWords.Conclusion([Miss, Of("weir; fwd=stale", 3)])
        );
        Assert.StartsWith("Nobody on the way says that it is a cache", RequestWords.Conclusion([Of(null, 1)]));
        Assert.StartsWith("Hits only, 2 ms each", RequestWords.Conclusion([Hit, Hit]));
    }

    private static RequestOutcome Of(string? cacheStatus, int milliseconds) =>
        new(default)
        {
            Status = 200,
            CacheStatus = cacheStatus,
            Bytes = 2000,
            Connect = TimeSpan.FromMilliseconds(1),
            Response = TimeSpan.FromMilliseconds(1),
            Duration = TimeSpan.FromMilliseconds(milliseconds),
        };
}
