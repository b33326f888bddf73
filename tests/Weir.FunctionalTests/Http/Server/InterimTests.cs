using Weir.FunctionalTests.Clients;
using Weir.Http.Server;

namespace Weir.FunctionalTests.Http.Server;

/// <summary>Interim answers of a handler that lets its client wait.</summary>
public sealed class InterimTests
{
    private readonly TaskCompletionSource<Exchange> _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_waiting_client_is_told_so_as_often_as_the_handler_likes()
    {
        await using var server = new TestServer(HoldAsync);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        var exchange = await _waiting.Task;

        Assert.Equal(102, (await client.ReadAsync()).Status);
        exchange.SendProcessing();
        Assert.Equal(102, (await client.ReadAsync()).Status);
        _release.SetResult();
        Assert.Equal("held\n", (await client.ReadAsync()).Text);
        await client.GetAsync("/again");
        Assert.Equal(102, (await client.ReadAsync()).Status);
        Assert.Equal(200, (await client.ReadAsync()).Status);
    }

    [Fact]
    public async Task A_client_of_http_1_0_gets_the_final_answer_alone()
    {
        await using var server = new TestServer(HoldAsync);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("GET / HTTP/1.0\r\n\r\n");
        (await _waiting.Task).SendProcessing();
        _release.SetResult();

        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interim_answer_after_the_final_one_is_not_sent()
    {
        await using var server = new TestServer(HoldAsync);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        _release.SetResult();
        await client.GetAsync("/");
        Assert.Equal(102, (await client.ReadAsync()).Status);
        Assert.Equal(200, (await client.ReadAsync()).Status);
        (await _waiting.Task).SendProcessing();
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_held_client_that_finishes_sending_is_gone()
    {
        await using var server = new TestServer(HoldAsync);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        Assert.Equal(102, (await client.ReadAsync()).Status);
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        Assert.True(server.Results.TryTake(out var result, TimeSpan.FromMinutes(3)));
        Assert.Equal(ExchangeOutcome.AbortedByClient, result.Outcome);
        Assert.True((await _waiting.Task).Aborted.WaitHandle.WaitOne(TimeSpan.FromMinutes(3)));
        _release.SetResult();
    }

    private async ValueTask HoldAsync(Exchange exchange)
    {
        await Task.Yield();
        exchange.SendProcessing();
        _waiting.TrySetResult(exchange);
        await _release.Task;
        exchange.Respond(200, "held");
    }
}
