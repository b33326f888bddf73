using Weir.FunctionalTests.Clients;
using Weir.Proxy.Forwarding;
using Weir.Testing.Origins;
using Weir.Testing.Processes;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

/// <summary>A proxy before several servers that have the same.</summary>
public sealed class UpstreamsTests : IAsyncDisposable
{
    private readonly MisbehavingOrigin _one = new("same"u8.ToArray(), _ => With("Cache-Control: no-store"));
    private readonly MisbehavingOrigin _two = new("same"u8.ToArray(), _ => With("Cache-Control: no-store"));

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Requests_are_shared_out()
    {
        await using var proxy = New(_one.Port, _two.Port);

        for (var i = 0; i < 10; i++)
            Assert.Equal("same", (await proxy.GetAsync($"/{i}")).Text);

        Assert.Equal(5, Asked(_one));
        Assert.Equal(5, Asked(_two));
        Assert.All(_two.Requests, request => Assert.Equal($"127.0.0.1:{_two.Port}", request.Header("Host")));
    }

    [Fact]
    public async Task The_one_with_fewer_under_way_gets_the_next()
    {
        var hold = new TaskCompletionSource();
        _one.Behave = _ => With("Cache-Control: no-store") with { HoldUntil = hold.Task };
        await using var proxy = New(_one.Port, _two.Port);
        var held = Enumerable.Range(0, 2).Select(i => proxy.GetAsync($"/held{i}")).ToArray();
        await Eventually.HoldsAsync(() => Asked(_one) == 1);

        for (var i = 0; i < 5; i++)
            Assert.Equal(200, (await proxy.GetAsync($"/{i}")).Status);

        Assert.Equal(1, Asked(_one));
        hold.SetResult();
        await Task.WhenAll(held);
    }

    [Fact]
    public async Task What_is_stored_is_stored_for_all_of_them()
    {
        _one.Behave = _two.Behave = _ => With("Cache-Control: max-age=60");
        await using var proxy = New(_one.Port, _two.Port);

        for (var i = 0; i < 4; i++)
            Assert.Equal("same", (await proxy.GetAsync("/a")).Text);

        Assert.Equal(1, Asked(_one) + Asked(_two));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")] // Nothing of it can have arrived.
    public async Task One_that_refuses_costs_nobody_an_answer(string method)
    {
        await using var proxy = New(FreePorts.Next(), _two.Port);

        for (var i = 0; i < 6; i++)
            Assert.Equal(200, (await proxy.GetAsync($"/{i}", "Content-Length: 0\r\n", method)).Status);

        var dead = proxy.Server.Upstreams[0];
        Assert.False(dead.IsUp);
        Assert.Contains("refused", dead.Reason, StringComparison.Ordinal);
        // It was tried once, and then left alone.
        Assert.Equal(1, dead.Failures);
        Assert.True(proxy.Server.Upstreams[1].IsUp);
    }

    [Fact]
    public async Task What_may_have_arrived_is_sent_again_only_when_that_changes_nothing()
    {
        _one.Behave = _ => Raw("");
        await using var proxy = New(_one.Port, _two.Port);
        var first = await proxy.GetAsync("/", "Content-Length: 0\r\n", "POST");
        var second = await proxy.GetAsync("/", "Content-Length: 0\r\n", "POST");
        Assert.Equal([200, 502], new[] { first.Status, second.Status }.Order());
        proxy.Time.Advance(TimeSpan.FromSeconds(1.5));

        for (var i = 0; i < 4; i++)
            Assert.Equal(200, (await proxy.GetAsync($"/{i}")).Status);
    }

    [Fact]
    public async Task When_none_answers_the_client_is_told_why()
    {
        await using var proxy = New(FreePorts.Next(), FreePorts.Next());

        var answer = await proxy.GetAsync("/");

        Assert.Equal(502, answer.Status);
        Assert.Contains("connection_refused", answer["Proxy-Status"], StringComparison.Ordinal);
        Assert.All(proxy.Server.Upstreams, server => Assert.Equal(1, server.Failures));
    }

    [Fact]
    public async Task An_answer_is_an_answer_also_one_of_503()
    {
        _one.Behave = _two.Behave = _ => new Misbehaviour { Status = 503 };
        await using var proxy = New(_one.Port, _two.Port);

        Assert.Equal(503, (await proxy.GetAsync("/")).Status);

        Assert.Equal(1, Asked(_one) + Asked(_two));
        Assert.All(proxy.Server.Upstreams, server => Assert.True(server.IsUp));
    }

    [Fact]
    public async Task One_that_comes_back_is_found_by_looking()
    {
        await using var proxy = New(_one.Port, _two.Port);
        _one.Behave = _ => Raw("");
        await Eventually.HoldsAsync(() =>
        {
            proxy.Time.Advance(TimeSpan.FromSeconds(1));
            return !proxy.Server.Upstreams[0].IsUp;
        });
        _one.Behave = _ => With("Cache-Control: no-store");

        await Eventually.HoldsAsync(() =>
        {
            proxy.Time.Advance(TimeSpan.FromSeconds(1));
            return proxy.Server.Upstreams[0].IsUp;
        });

        // No client has asked anything.
        Assert.All(_one.Requests, request => Assert.Equal(("HEAD", "/"), (request.Method, request.Target)));
        Assert.StartsWith("1.1 weir-", _one.Requests[0].Header("Via"), StringComparison.Ordinal);
    }

    /// <summary>Without the health checks, of which a loaded machine may see one.</summary>
    private static int Asked(MisbehavingOrigin origin) => origin.Requests.Count(request => request.Method != "HEAD");

    private static TestProxy New(params int[] ports) =>
        new(change: options => options with { Upstreams = [.. ports.Select(Address)] });

    private static UpstreamAddress Address(int port)
    {
        Assert.True(UpstreamAddress.TryParse($"http://127.0.0.1:{port}", out var address, out _));
        return address;
    }
}
