using Weir.Collector.Views;

namespace Weir.UnitTests.Collector.Views;

public sealed class SourceTotalsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Sources_add_up_over_transfers()
    {
        var totals = new SourceTotals();
        totals.Add(
            At,
            Body("""{"url":"http://a/f","bytes":300,"requests":2,"failures":0,"state":"done","throughput_bps":800}""")
        );
        totals.Add(
            At.AddHours(1),
            Body(
                """{"url":"http://a/f","bytes":100,"requests":1,"failures":3,"state":"failed","reason":"connection refused"}""",
                """{"url":"http://b/f","bytes":600,"requests":1,"failures":0,"state":"done","tcp":{"rtt_s":0.01}}"""
            )
        );

        Assert.Collection(
            totals.Items,
            a =>
            {
                Assert.Equal(("http://a/f", 2, 400, 0.4), (a.Url, a.Transfers, a.Bytes, a.Share));
                Assert.Equal((3, 3, 1), (a.Requests, a.Failures, a.FailedTransfers));
                Assert.Equal(("connection refused", At.AddHours(1).UtcDateTime), (a.LastReason, a.LastAt));
                Assert.Equal(800, a.ThroughputBps!.Mean, 9.0);
            },
            b => Assert.Equal(0.01, b.Rtt!.Mean, 0.001)
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"sources\":null}")]
    [InlineData("{\"sources\":[1,null,{},{\"url\":7},{\"url\":\"\"}]}")]
    public void A_record_without_sources_adds_nothing(string body)
    {
        var totals = new SourceTotals();
        totals.Add(At, body);
        Assert.Empty(totals.Items);
    }

    [Fact]
    public void Fields_of_another_kind_are_unknown()
    {
        var totals = new SourceTotals();
        totals.Add(At, Body("""{"url":"http://a/f","bytes":"many","requests":-1,"throughput_bps":null,"tcp":[]}"""));

        var item = Assert.Single(totals.Items);
        Assert.Equal((0, 0, null), (item.Bytes, item.Requests, item.Share));
    }

    private static string Body(params string[] sources) => $$"""{"sources":[{{string.Join(',', sources)}}]}""";
}
