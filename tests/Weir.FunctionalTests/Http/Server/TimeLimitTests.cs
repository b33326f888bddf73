using Weir.FunctionalTests.Clients;
using Weir.Http.Server;
using Weir.Testing.Time;

namespace Weir.FunctionalTests.Http.Server;

public sealed class TimeLimitTests
{
    [Fact]
    public async Task Head_that_is_not_whole_in_time_gets_408_however_busily_it_drips()
    {
        var time = new ManualTimeProvider();
        await using var server = new TestServer(TestServer.Echo, time: time);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("GET / HT");
        await Eventually.HoldsAsync(() => time.NextDue is not null);
        time.Advance(TimeSpan.FromSeconds(6));
        await client.SendAsync("TP/1.1\r\nHo");
        await Eventually.HoldsAsync(() => server.Http.Connections == 1 && time.NextDue is not null);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(408, (await client.ReadAsync()).Status);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, server.Handled);
    }

    [Fact]
    public async Task Idle_connection_is_closed_without_a_word()
    {
        var time = new ManualTimeProvider();
        await using var server = new TestServer(TestServer.Echo, time: time);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        await client.ReadAsync();
        var start = time.GetUtcNow();

        // The time for the first head is over; a timer that was prolonged finds its new time when the old one comes.
        time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(() => time.NextDue >= start + TimeSpan.FromSeconds(74));
        Assert.Equal(1, server.Http.Connections);
        Assert.Equal("", await time.AdvanceUntilAsync(client.ReadToEndAsync(), TimeSpan.FromSeconds(65)));
    }

    [Fact]
    public async Task Body_that_does_not_come_gets_408()
    {
        await using var server = new TestServer(
            TestServer.Echo,
            new HttpServerOptions { BodyTimeout = TimeSpan.FromMilliseconds(50) },
            maxBody: 100
        );
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
        Assert.Equal(408, (await client.ReadAsync()).Status);
    }

    [Fact]
    public async Task Client_that_takes_nothing_is_dropped()
    {
        var body = new byte[32 * 1024 * 1024];
        await using var server = new TestServer(
            exchange =>
            {
                exchange.Start(200);
                exchange.SetBody(body);
                return ValueTask.CompletedTask;
            },
            new HttpServerOptions { StallTimeout = TimeSpan.FromMilliseconds(50) }
        );
        using var client = await RawClient.ConnectAsync(server.EndPoint, receiveBuffer: 4096);
        await client.GetAsync("/");
        Assert.True(server.Results.TryTake(out var result, TimeSpan.FromMinutes(3)));
        Assert.Equal(ExchangeOutcome.AbortedByClient, result.Outcome);
        Assert.InRange(await client.ReadUntilResetAsync(), 0, body.Length - 1);
    }

    [Fact]
    public async Task Client_that_takes_a_little_now_and_then_is_dropped_for_its_rate()
    {
        var body = new byte[32 * 1024 * 1024];
        await using var server = new TestServer(
            exchange =>
            {
                exchange.Start(200);
                exchange.SetBody(body);
                return ValueTask.CompletedTask;
            },
            new HttpServerOptions { StallTimeout = TimeSpan.FromMilliseconds(300), MinRate = 1e9 }
        );
        using var client = await RawClient.ConnectAsync(server.EndPoint, receiveBuffer: 4096);
        await client.GetAsync("/");
        await client.ReadHeadOfAsync();
        var taken = 0;
        // Each of these reads would have prolonged a mere time-out.
        while (server.Results.Count == 0 && taken < body.Length)
        {
            try
            {
                taken += (await client.ReadBodyAsync(1000)).Length;
            }
            catch (Exception reset) when (reset is System.Net.Sockets.SocketException or EndOfStreamException)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.True(server.Results.TryTake(out var result, TimeSpan.FromMinutes(3)));
        Assert.Equal(ExchangeOutcome.AbortedByClient, result.Outcome);
        Assert.True(taken > 0);
    }
}
