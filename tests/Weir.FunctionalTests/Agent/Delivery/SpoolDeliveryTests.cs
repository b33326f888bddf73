using Weir.Testing.Collectors;

namespace Weir.FunctionalTests.Agent.Delivery;

public sealed class SpoolDeliveryTests
{
    [Fact]
    public async Task Records_arrive_as_they_are_in_one_compressed_request()
    {
        await using var collector = new TestCollector();
        await using var bench = new DeliveryBench(collector);
        var records = bench.Append(3);
        bench.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count == 3);

        var request = Assert.Single(collector.Requests);
        Assert.Equal("POST /api/v1/measurements HTTP/1.1", request.Line);
        Assert.Equal(records, request.Records);
        Assert.Equal("gzip", request.Field("content-encoding"));
        Assert.Equal("application/x-ndjson", request.Field("content-type"));
        Assert.Equal($"Bearer {collector.Token}", request.Field("authorization"));
    }

    [Theory]
    [InlineData(CollectorFault.ServerError)]
    [InlineData(CollectorFault.Unauthorized)]
    [InlineData(CollectorFault.Forbidden)]
    [InlineData(CollectorFault.Page)]
    [InlineData(CollectorFault.ShortReceipt)]
    [InlineData(CollectorFault.Reset)]
    [InlineData(CollectorFault.StoreAndReset)]
    [InlineData(CollectorFault.StoreAndBreakOff)]
    [InlineData(CollectorFault.Silent)]
    public async Task Whatever_the_collector_does_everything_arrives_once_and_in_order(CollectorFault fault)
    {
        await using var collector = new TestCollector { Behave = r => r.Number < 3 ? fault : CollectorFault.None };
        await using var bench = new DeliveryBench(
            collector,
            with: options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500), MaxRecords = 4 }
        );
        var records = bench.Append(10);
        bench.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count == 10 && c.Requests.Count >= 6);
        await bench.StopAsync();
        await bench.Delivery.FinishAsync();

        Assert.Equal(records.Select(TestCollector.IdOf), collector.Order);
        Assert.Equal(0, bench.Spool.Pending);
        Assert.NotEmpty(bench.Witness.Troubles);
        Assert.Contains("recovered", bench.Witness.Others);
        Assert.DoesNotContain(collector.Token, string.Concat(bench.Witness.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trouble_is_told_once_however_often_it_is_met()
    {
        await using var collector = new TestCollector
        {
            Behave = r => r.Number < 5 ? CollectorFault.ServerError : CollectorFault.None,
        };
        await using var bench = new DeliveryBench(collector);
        bench.Append(1);
        bench.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count == 1);
        await bench.StopAsync();
        await bench.Delivery.FinishAsync();

        Assert.Single(bench.Witness.Troubles);
        Assert.Equal(["recovered"], bench.Witness.Others);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Through_any_weather_everything_arrives_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        CollectorFault[] weather =
        [
            CollectorFault.None,
            CollectorFault.None,
            CollectorFault.ServerError,
            CollectorFault.Unauthorized,
            CollectorFault.TooLarge,
            CollectorFault.Page,
            CollectorFault.ShortReceipt,
            CollectorFault.Reset,
            CollectorFault.StoreAndReset,
            CollectorFault.StoreAndBreakOff,
        ];
        // One after the other: the delivery has one request under way. A single record is never too large here.
        await using var collector = new TestCollector
        {
            Behave = request =>
                weather[random.Next(weather.Length)] is var fault
                && fault == CollectorFault.TooLarge
                && request.Records.Count == 1
                    ? CollectorFault.None
                    : fault,
        };
        await using var bench = new DeliveryBench(collector, with: options => options with { MaxRecords = 8 });
        bench.Start();
        var records = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            records.AddRange(bench.Append(7, from: records.Count));
            await collector.WaitUntilAsync(c => c.Stored.Count > records.Count / 2);
        }

        await collector.WaitUntilAsync(c => c.Stored.Count == records.Count);
        collector.Behave = _ => CollectorFault.None;
        await bench.StopAsync();
        await bench.Delivery.FinishAsync();

        Assert.Equal(records.Select(TestCollector.IdOf), collector.Order);
        Assert.Equal(0, bench.Spool.Pending);
        Assert.False(File.Exists(bench.RejectedPath));
    }

    [Fact]
    public async Task After_an_outage_it_catches_up_oldest_first()
    {
        await using var collector = new TestCollector();
        await using var bench = new DeliveryBench(collector, with: options => options with { MaxRecords = 10 });
        bench.Start();
        var records = bench.Append(1);
        await collector.WaitUntilAsync(c => c.Stored.Count == 1);
        await collector.StopAsync();
        records.AddRange(bench.Append(200, from: 1));
        await bench.Witness.Troubled;
        collector.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count == 201);

        Assert.Equal(records.Select(TestCollector.IdOf), collector.Order);
        Assert.All(bench.Witness.Troubles, t => Assert.Contains("cannot be reached", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_put_aside_and_holds_nothing_up()
    {
        await using var collector = new TestCollector
        {
            Refuse = record => record.Contains("0003", StringComparison.Ordinal) ? "odd one" : null,
        };
        await using var bench = new DeliveryBench(collector);
        bench.Append(6);
        bench.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count == 5);
        await bench.StopAsync();
        await bench.Delivery.FinishAsync();

        Assert.Equal(0, bench.Spool.Pending);
        Assert.EndsWith(
            $"\"reason\":\"odd one\",\"record\":{DeliveryBench.Record(3)}}}\n",
            File.ReadAllText(bench.RejectedPath)
        );
        Assert.Equal(["refused: odd one"], bench.Witness.Others);
        Assert.True(bench.Delivery.Summary.Rejected >= 1);
    }

    [Fact]
    public async Task Requests_that_are_too_large_are_cut_and_a_record_that_is_too_large_alone_is_put_aside()
    {
        await using var collector = new TestCollector
        {
            Behave = request =>
                request.Records.Count > 5 || request.Records.Any(r => r.Contains("0007", StringComparison.Ordinal))
                    ? CollectorFault.TooLarge
                    : CollectorFault.None,
        };
        await using var bench = new DeliveryBench(collector);
        bench.Append(20);
        bench.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count == 19);
        await bench.StopAsync();
        await bench.Delivery.FinishAsync();

        Assert.Equal(0, bench.Spool.Pending);
        Assert.Single(File.ReadAllLines(bench.RejectedPath));
        Assert.Empty(bench.Witness.Troubles);
    }

    [Fact]
    public async Task A_token_that_is_replaced_in_its_file_is_used()
    {
        await using var collector = new TestCollector();
        await using var bench = new DeliveryBench(collector);
        File.WriteAllText(bench.TokenPath, "an-old-token");
        bench.Append(1);
        bench.Start();
        await bench.Witness.Troubled;
        File.WriteAllText(bench.TokenPath, collector.Token);
        await collector.WaitUntilAsync(c => c.Stored.Count == 1);

        var trouble = Assert.Single(bench.Witness.Troubles);
        Assert.Contains("does not accept the token (401)", trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("an-old-token", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_tries_once_more_and_keeps_what_it_cannot_deliver()
    {
        await using var collector = new TestCollector();
        await using var bench = new DeliveryBench(collector);
        bench.Append(2);
        await bench.Delivery.FinishAsync();
        Assert.Equal((2, 0), (collector.Stored.Count, bench.Spool.Pending));

        await collector.StopAsync();
        bench.Append(3, from: 2);
        await bench.Delivery.FinishAsync();
        Assert.Equal(3, bench.Spool.Pending);
    }

    [Fact]
    public async Task The_end_does_not_wait_for_a_collector_that_is_silent()
    {
        await using var collector = new TestCollector { Behave = _ => CollectorFault.Silent };
        await using var bench = new DeliveryBench(
            collector,
            with: options => options with { LastTry = TimeSpan.FromMilliseconds(300) }
        );
        bench.Append(2);
        await bench.Delivery.FinishAsync();

        Assert.Equal(2, bench.Spool.Pending);
    }
}
