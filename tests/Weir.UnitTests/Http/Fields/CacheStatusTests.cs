using System.Text;
using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public class CacheStatusTests
{
    [Fact]
    public void The_key_is_a_string() =>
        Assert.Equal("weir; hit; key=\"/a?\\\"b\"", Format(new CacheStatus("weir") { Key = "/a?\"b" }));

    [Fact]
    public void A_hit_says_how_long_it_stays_fresh() =>
        Assert.Equal("weir; hit; ttl=59", Format(new CacheStatus("weir") { TimeToLive = TimeSpan.FromSeconds(59.9) }));

    [Fact]
    public void What_is_stale_has_a_negative_time_to_live() =>
        Assert.Equal("weir; hit; ttl=-1", Format(new CacheStatus("weir") { TimeToLive = TimeSpan.FromSeconds(-0.5) }));

    [Theory]
    [InlineData(ForwardReason.Bypass, "bypass")]
    [InlineData(ForwardReason.Method, "method")]
    [InlineData(ForwardReason.UriMiss, "uri-miss")]
    [InlineData(ForwardReason.VaryMiss, "vary-miss")]
    [InlineData(ForwardReason.Request, "request")]
    [InlineData(ForwardReason.Stale, "stale")]
    [InlineData(ForwardReason.Partial, "partial")]
    public void A_forwarded_request_says_why(ForwardReason reason, string token) =>
        Assert.Equal($"weir; fwd={token}", Format(new CacheStatus("weir") { Forward = reason }));

    [Fact]
    public void All_parameters_come_in_their_order() =>
        Assert.Equal(
            "weir; fwd=stale; fwd-status=304; ttl=60; stored; collapsed; detail=\"a \\\"b\\\" ?\"",
            Format(
                new CacheStatus("weir")
                {
                    Forward = ForwardReason.Stale,
                    ForwardStatus = 304,
                    TimeToLive = TimeSpan.FromMinutes(1),
                    IsStored = true,
                    IsCollapsed = true,
                    Detail = "a \"b\" \u00e9",
                }
            )
        );

    [Fact]
    public void What_the_proxy_says_itself_is_no_hit() =>
        Assert.Equal(
            "weir; detail=\"refused\"",
            Format(new CacheStatus("weir") { IsGenerated = true, Detail = "refused" })
        );

    [Fact]
    public void A_fault_has_its_token_and_details() =>
        Assert.Equal(
            "weir; error=connection_refused; details=\"no\"",
            Format(new ProxyStatus("weir", ProxyError.ConnectionRefused, "no"))
        );

    [Fact]
    public void Too_small_a_buffer_is_told()
    {
        var status = new CacheStatus("weir") { Forward = ForwardReason.UriMiss, Detail = "text" };
        for (var room = 0; room < Format(status).Length; room++)
            Assert.False(status.TryFormat(new byte[room], out _, default, null));
    }

    private static string Format(IUtf8SpanFormattable value)
    {
        var buffer = new byte[200];
        Assert.True(value.TryFormat(buffer, out var written, default, null));
        return Encoding.ASCII.GetString(buffer, 0, written);
    }
}
