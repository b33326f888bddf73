using System.Net;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Serving;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Time;

namespace Weir.FunctionalTests.Proxy;

/// <summary>A proxy on a free port of loopback before an origin of its own, with a clock that stands still until it is moved.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly List<Exception> _faults = [];

    public TestProxy(
        Func<TestRequest, Misbehaviour>? behave = null,
        ReadOnlyMemory<byte>? content = null,
        Func<ProxyOptions, ProxyOptions>? change = null
    )
    {
        Origin = new MisbehavingOrigin(content ?? "content"u8.ToArray(), behave);
        Assert.True(UpstreamAddress.TryParse($"http://127.0.0.1:{Origin.Port}", out var upstream, out _));
        var options = new ProxyOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Upstreams = [upstream] };
        Server = new ProxyServer(
            change?.Invoke(options) ?? options,
            Time,
            new Random(1),
            fault =>
            {
                lock (_faults)
                    _faults.Add(fault);
            }
        );
        Assert.Null(Server.Start());
    }

    public MisbehavingOrigin Origin { get; }

    public ProxyServer Server { get; }

    public ManualTimeProvider Time { get; } = new();

    public TemporaryFolder Folder { get; } = new();

    /// <summary>A whole answer as the origin sends it, after which it closes.</summary>
    public static Misbehaviour Raw(string answer) => new() { Garbage = Encoding.Latin1.GetBytes(answer) };

    /// <summary>The content with further fields.</summary>
    public static Misbehaviour With(params string[] fields) =>
        new()
        {
            Fields =
            [
                .. fields.Select(field =>
                    (field.Split(": ")[0], field[(field.IndexOf(": ", StringComparison.Ordinal) + 2)..])
                ),
            ],
        };

    public Task<RawClient> ConnectAsync(int receiveBuffer = 0) =>
        RawClient.ConnectAsync(Server.EndPoints[0], receiveBuffer);

    /// <summary>One request over a connection of its own.</summary>
    public async Task<RawAnswer> GetAsync(string target, string fields = "", string method = "GET")
    {
        using var client = await ConnectAsync();
        await client.GetAsync(target, fields, method);
        return await client.ReadAsync(toHead: method == "HEAD");
    }

    /// <summary>Waits for what the proxy counts: it does so after the client has its answer.</summary>
    public async Task WaitUntilAsync(Func<ProxyStatus, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        while (!holds(Server.Status))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>One request, after which the connection that it went over is kept: a client has its answer before that.</summary>
    public async Task<RawAnswer> GetAndKeepAsync(string target)
    {
        var answer = await GetAsync(target);
        await WaitUntilAsync(_ => Server.Upstreams.All(upstream => upstream.Busy == 0));
        return answer;
    }

    /// <summary>All that comes for these bytes until the proxy closes.</summary>
    public async Task<string> ExchangeAsync(string bytes)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(bytes);
        return await client.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Origin.DisposeAsync();
        Folder.Dispose();
        Assert.Empty(_faults);
    }
}
