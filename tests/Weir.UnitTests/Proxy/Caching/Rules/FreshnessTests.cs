using Weir.Proxy.Caching.Rules;

namespace Weir.UnitTests.Proxy.Caching.Rules;

public class FreshnessTests
{
    [Theory]
    [InlineData("CDN-Cache-Control: max-age=60 | Cache-Control: no-store | Expires: {10}", 60)]
    [InlineData("CDN-Cache-Control: max-age=60;x=1, public=?0 | Cache-Control: max-age=5", 60)]
    [InlineData("CDN-Cache-Control: max-age=60 | Surrogate-Control: max-age=30", 60)]
    [InlineData("Surrogate-Control: max-age=30 | Cache-Control: max-age=5", 30)]
    [InlineData("CDN-Cache-Control: max-age=0 | Cache-Control: max-age=5 | Expires: {10}", 0)]
    [InlineData("CDN-Cache-Control: public | Expires: {10}", 0)]
    // Not a dictionary, or empty: as if it was not there.
    [InlineData("CDN-Cache-Control: max-age=60, | Cache-Control: max-age=5", 5)]
    [InlineData("CDN-Cache-Control: Max-Age=60 | Cache-Control: max-age=5", 5)]
    [InlineData("CDN-Cache-Control:  | Cache-Control: max-age=5", 5)]
    public void Targeted_field_stands_above_cache_control_and_expires_RFC_9213_2_2(string fields, double seconds) =>
        Assert.Equal(seconds, Stored.Ok(Stored.Split(fields)).Lifetime.TotalSeconds);

    [Theory]
    [InlineData("Cache-Control: max-age=60", 60)]
    [InlineData("Expires: {60}", 60)]
    [InlineData("Cache-Control: max-age=60 | Expires: {10}", 60)]
    [InlineData("Cache-Control: max-age=60, s-maxage=30", 30)]
    [InlineData("Cache-Control: s-maxage=30 | Expires: {10}", 30)]
    [InlineData("Cache-Control: max-age=0 | Expires: {10}", 0)]
    [InlineData("Cache-Control: max-age=x | Expires: {10}", 0)]
    [InlineData("Expires: {60} | Date: {-10}", 70)]
    [InlineData("Expires: {-60}", 0)]
    [InlineData("Expires: 0", 0)]
    [InlineData("Expires: {10} | Expires: {10}", 0)]
    public void Explicit_lifetime_is_s_maxage_then_max_age_then_expires_RFC_9111_4_2_1(string fields, double seconds)
    {
        var response = Stored.Ok(Stored.Split(fields));

        Assert.Equal(seconds, response.Lifetime.TotalSeconds);
        Assert.False(response.IsHeuristic);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "Last-Modified: {-1000}", 100)]
    [InlineData("HTTP/1.1 404 Not Found", "Last-Modified: {-1000}", 100)]
    [InlineData("HTTP/1.1 301 Moved", "Last-Modified: {-1000}", 100)]
    [InlineData("HTTP/1.1 200 OK", "Last-Modified: {-1000} | Date: {-500}", 50)]
    [InlineData("HTTP/1.1 200 OK", "Last-Modified: {0}", 0)]
    [InlineData("HTTP/1.1 200 OK", "Last-Modified: {10}", 0)]
    [InlineData("HTTP/1.1 200 OK", "Last-Modified: never", 0)]
    [InlineData("HTTP/1.1 200 OK", "", 0)]
    [InlineData("HTTP/1.1 200 OK", "Last-Modified: {-1000000000}", 7 * 24 * 3600)]
    [InlineData("HTTP/1.1 302 Found", "Last-Modified: {-1000}", 0)]
    [InlineData("HTTP/1.1 500 Error", "Last-Modified: {-1000}", 0)]
    [InlineData("HTTP/1.1 302 Found", "Last-Modified: {-1000} | Cache-Control: public", 100)]
    public void Without_it_a_tenth_of_the_time_since_the_last_change_RFC_9111_4_2_2(
        string statusLine,
        string fields,
        double seconds
    )
    {
        var response = Stored.Response(statusLine, Stored.Split(fields));

        Assert.Equal(seconds, response.Lifetime.TotalSeconds);
        Assert.True(response.IsHeuristic);
    }

    [Theory]
    [InlineData("Age: 30", 30)]
    [InlineData("Date: {-20}", 20)]
    [InlineData("Age: 30 | Date: {-20}", 30)]
    [InlineData("Age: 10 | Date: {-20}", 20)]
    [InlineData("Date: {20}", 0)]
    public void Age_is_what_caches_say_or_the_date_shows_whichever_is_more_RFC_9111_4_2_3(string fields, double seconds)
    {
        var response = Stored.Ok([.. Stored.Split(fields), "Cache-Control: max-age=60"]);

        Assert.Equal(seconds, response.Age(Stored.Now).TotalSeconds);
        Assert.Equal(seconds + 7, response.Age(Stored.Now.AddSeconds(7)).TotalSeconds);
        Assert.Equal(seconds, response.Age(Stored.Now.AddSeconds(-7)).TotalSeconds);
    }

    [Fact]
    public void The_time_that_the_answer_took_counts_as_age_RFC_9111_4_2_3()
    {
        var head = Http.Messages.Wire.Response("HTTP/1.1 200 OK", "Date: " + Stored.Date(5), "Age: 2");

        var freshness = Freshness.Of(head, default, Stored.Now, Stored.Now.AddSeconds(5));

        Assert.Equal(7, freshness.InitialAge.TotalSeconds);
    }

    [Theory]
    [InlineData("Age: abc")]
    [InlineData("Age: 0, 7200")]
    [InlineData("Age: 0 | Age: 0")]
    public void An_age_that_says_nothing_leaves_no_lifetime_RFC_9111_5_1(string fields) =>
        Assert.Equal(TimeSpan.Zero, Stored.Ok([.. Stored.Split(fields), "Cache-Control: max-age=3600"]).Lifetime);
}
