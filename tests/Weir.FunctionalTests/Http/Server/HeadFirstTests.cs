using System.Collections.Concurrent;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Http.Server;
using Weir.Transport.Shaping;

namespace Weir.FunctionalTests.Http.Server;

/// <summary>Answers that are let go together.</summary>
public sealed class HeadFirstTests : IAsyncDisposable
{
    private const int Clients = 6;
    private const int LongestHead = 400;

    private readonly ConcurrentQueue<(int Thread, int Bytes)> _asked = [];
    private readonly ConcurrentQueue<(Exchange Exchange, TaskCompletionSource Gate)> _held = [];
    private readonly TaskCompletionSource _areAllHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RawClient> _clients = [];
    private byte[] _body = new byte[1 << 20];

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Heads_of_a_loop_all_go_before_any_body()
    {
        await using var server = await ReleaseAsync();
        foreach (var client in _clients)
            Assert.Equal(_body.Length, (await client.ReadAsync()).Body.Length);

        foreach (var loop in _asked.GroupBy(ask => ask.Thread))
        {
            var heads = loop.Take(Clients / 2).ToList();
            Assert.All(heads, ask => Assert.InRange(ask.Bytes, 1, LongestHead));
        }
    }

    [Fact]
    public async Task A_small_body_goes_with_its_head()
    {
        _body = "small"u8.ToArray();
        await using var server = await ReleaseAsync();
        foreach (var client in _clients)
            Assert.Equal("small", (await client.ReadAsync()).Text);

        Assert.Equal(Clients, _asked.Count);
    }

    [Fact]
    public async Task A_connection_that_sent_its_head_first_once_goes_on_as_usual()
    {
        await using var server = await ReleaseAsync();
        foreach (var client in _clients)
            await client.ReadAsync();
        _asked.Clear();
        await _clients[0].GetAsync("/again");

        Assert.Equal(_body.Length, (await _clients[0].ReadAsync()).Body.Length);
        Assert.True(_asked.First().Bytes > LongestHead);
    }

    private async Task<TestServer> ReleaseAsync()
    {
        var server = new TestServer(HoldAsync, gate: new NotingGate(_asked));
        for (var i = 0; i < Clients; i++)
            _clients.Add(await (await RawClient.ConnectAsync(server.EndPoint)).GetAsync("/"));
        await _areAllHeld.Task;
        foreach (var group in _held.GroupBy(held => held.Exchange.Loop))
        {
            var gates = group.Select(held => held.Gate).ToList();
            Assert.True(group.Key.PostUndisturbed(_ => gates.ForEach(gate => gate.SetResult()), null));
        }

        return server;
    }

    private async ValueTask HoldAsync(Exchange exchange)
    {
        var isAgain = Encoding.Latin1.GetString(exchange.Head.Target) == "/again";
        exchange.Start(200);
        exchange.SetBody(_body);
        if (isAgain)
            return;
        exchange.SendHeadFirst();
        var gate = new TaskCompletionSource();
        _held.Enqueue((exchange, gate));
        if (_held.Count == Clients)
            _areAllHeld.TrySetResult();
        await gate.Task;
    }

    /// <summary>Lets everything go and remembers how much each turn wanted, by loop.</summary>
    private sealed class NotingGate(ConcurrentQueue<(int Thread, int Bytes)> asked) : SendGate
    {
        public override Grant? Ask(int wanted, TimeSpan now)
        {
            asked.Enqueue((Environment.CurrentManagedThreadId, wanted));
            return new Grant(wanted, now);
        }
    }
}
