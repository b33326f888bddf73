using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Proxy.Forwarding;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

/// <summary>
/// Requests over a connection that another request has left open: they leave from the client's loop, and an answer that has
/// come whole is taken there.
/// </summary>
public sealed class KeptConnectionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

    private static readonly Misbehaviour Passing = With("Cache-Control: no-store");
    private static readonly Misbehaviour Fresh = With("Cache-Control: max-age=60");

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8_000)]
    [InlineData(60_000)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task An_answer_of_any_size_comes_whole_and_is_stored(int size)
    {
        var content = new byte[size];
        new Random(1).NextBytes(content);
        await using var proxy = new TestProxy(request => request.Number == 0 ? Passing : Fresh, content);
        await proxy.GetAndKeepAsync("/kept");

        for (var i = 0; i < 2; i++)
            Assert.Equal(content, (await proxy.GetAsync("/a")).Body);

        Assert.Equal(1, proxy.Origin.ConnectionCount);
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData(Ok + "Content-Length: +3\r\n\r\nabc")]
    [InlineData(Ok + "X-A: b\nX-C: d\r\n\r\n")]
    [InlineData(Ok + " folded\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\nabc")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task A_head_that_cannot_be_trusted_is_502_and_never_stored(string answer)
    {
        await using var proxy = new TestProxy(request => request.Number == 0 ? Passing : Raw(answer));
        await proxy.GetAndKeepAsync("/kept");

        Assert.Equal(502, (await proxy.GetAsync("/a")).Status);

        Assert.Equal(1, proxy.Origin.ConnectionCount);
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_reset_and_never_stored()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0 ? Passing : Raw(Ok + "Content-Length: 10\r\n\r\nabc")
        );
        await proxy.GetAndKeepAsync("/kept");

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a");
        await client.ReadUntilResetAsync();

        await proxy.WaitUntilAsync(status => status is { Entries: 0, Memory.Bytes: 0 });
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_digest_says_is_reset_and_never_stored()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0
                ? Passing
                : With("Cache-Control: max-age=60", $"Repr-Digest: sha-256=:{Convert.ToBase64String(new byte[32])}:")
        );
        await proxy.GetAndKeepAsync("/kept");

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a");
        await client.ReadUntilResetAsync();

        await proxy.WaitUntilAsync(status => status is { Entries: 0, DigestFailures: 1 });
    }

    [Fact]
    public async Task A_connection_that_the_origin_ends_without_an_answer_is_replaced()
    {
        await using var proxy = new TestProxy(request =>
            request.Number switch
            {
                0 => Passing,
                1 => Raw(""),
                _ => Fresh,
            }
        );
        await proxy.GetAndKeepAsync("/kept");

        Assert.Equal("content", (await proxy.GetAsync("/a")).Text);
        Assert.Equal(2, proxy.Origin.ConnectionCount);
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_is_waited_for()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0 ? Passing : Fresh with { HeadBytePause = TimeSpan.FromMilliseconds(1) }
        );
        await proxy.GetAndKeepAsync("/kept");

        Assert.Equal("content", (await proxy.GetAsync("/a")).Text);
        Assert.Equal(1, proxy.Origin.ConnectionCount);
    }

    [Fact]
    public async Task An_answer_that_takes_its_time_is_waited_for_by_a_thread()
    {
        var release = new TaskCompletionSource();
        await using var proxy = new TestProxy(request =>
            request.Number == 0 ? Passing : Fresh with { HoldUntil = release.Task }
        );
        await proxy.GetAndKeepAsync("/kept");

        var answer = proxy.GetAsync("/a");
        await proxy.Origin.WaitUntilAsync(origin => origin.Requests.Count == 2);
        proxy.Time.Advance(TimeSpan.FromSeconds(2));
        release.SetResult();

        Assert.Equal("content", (await answer).Text);
        Assert.Equal(1, proxy.Origin.ConnectionCount);
    }

    [Fact]
    public async Task An_interim_answer_reaches_the_client()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0
                ? Passing
                : Raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Ok + "Content-Length: 1\r\n\r\nx")
        );
        await proxy.GetAndKeepAsync("/kept");

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a", "Connection: close\r\n");

        var text = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 103 Early Hints\r\n", text);
        Assert.EndsWith("\r\n\r\nx", text);
    }

    [Fact]
    public async Task What_is_stored_is_validated_and_asked_for_by_HEAD()
    {
        await using var proxy = new TestProxy(request =>
            request.Header("If-None-Match") is not null
                ? With("Cache-Control: no-cache") with
                {
                    Status = 304,
                    Content = ReadOnlyMemory<byte>.Empty,
                    ETag = "\"1\"",
                }
                : With("Cache-Control: no-cache") with
                {
                    ETag = "\"1\"",
                }
        );
        await proxy.GetAndKeepAsync("/a");

        Assert.Equal("7", (await proxy.GetAsync("/b", method: "HEAD"))["Content-Length"]);
        Assert.Equal("content", (await proxy.GetAsync("/a")).Text);

        Assert.Equal(["GET", "HEAD", "GET"], proxy.Origin.Requests.Select(request => request.Method));
        Assert.Equal(1, proxy.Origin.ConnectionCount);
    }

    [Fact]
    public async Task Memory_that_others_hold_is_waited_for_without_the_loop()
    {
        await using var proxy = new TestProxy(_ => Passing, change: options => options with { Loops = 1 });
        await proxy.GetAndKeepAsync("/kept");
        await proxy.WaitUntilAsync(status => status.Memory.Bytes == 0);
        var memory = proxy.Server.Store.Budget;
        Assert.True(memory.TryTake(memory.Limit));
        var waiting = proxy.GetAsync("/a");
        await proxy.Origin.WaitUntilAsync(origin => origin.Requests.Any(request => request.Target == "/a"));

        // The one loop is there for others.
        Assert.Equal(504, (await proxy.GetAsync("/b", "Cache-Control: only-if-cached\r\n")).Status);
        Assert.False(waiting.IsCompleted);
        memory.Return(memory.Limit);
        Assert.Equal("content", (await waiting).Text);
    }

    /// <remarks>Each that waited goes its own way then, from whatever thread it was told on.</remarks>
    [Theory]
    [InlineData("Cache-Control: no-store", 7)]
    [InlineData("Cache-Control: no-store", 0)]
    [InlineData("Cache-Control: no-cache", 7)]
    public async Task Many_who_wait_for_what_serves_one_alone_all_get_theirs(string field, int size)
    {
        await using var proxy = new TestProxy(_ => With(field), new byte[size], options => options with { Loops = 2 });
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => proxy.GetAsync($"/{round}")));
            Assert.All(answers, answer => Assert.Equal((200, size), (answer.Status, answer.Body.Length)));
        }
    }

    [Fact]
    public async Task An_answer_without_length_that_ends_in_a_reset_is_never_taken_for_whole()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var proxy = new TestProxy(change: options =>
            options with
            {
                Upstreams = [UpstreamOf(((IPEndPoint)listener.LocalEndpoint).Port)],
            }
        );
        var kept = proxy.GetAsync("/kept");
        using (var origin = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await AnswerAsync(origin, Ok + "Content-Length: 1\r\n\r\nx");
            await kept;
            using var client = await proxy.ConnectAsync();
            await client.GetAsync("/a");
            origin.LingerState = new LingerOption(enable: true, seconds: 0);
            await AnswerAsync(origin, Ok + "\r\npart of the body");
            origin.Dispose();
            await client.ReadUntilResetAsync();
        }

        await proxy.WaitUntilAsync(status => status.Entries == 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_finds_all_threads_taken_is_told_and_the_others_are_not_harmed(bool isKept)
    {
        var release = new TaskCompletionSource();
        await using var proxy = new TestProxy(
            request =>
                request.Target.StartsWith("/held", StringComparison.Ordinal)
                    ? Passing with
                    {
                        HoldUntil = release.Task,
                    }
                    : Passing,
            change: options => options with { UpstreamOptions = options.UpstreamOptions with { MostFetches = 1 } }
        );
        if (isKept)
            await proxy.GetAndKeepAsync("/kept");
        var held = Enumerable.Range(0, 4).Select(i => proxy.GetAsync($"/held{i}")).ToList();
        // One has the thread, one waits for it; another may be awaited by the loop.
        await Eventually.HoldsAsync(() => held.Any(answer => answer.IsCompleted));
        release.SetResult();

        var answers = await Task.WhenAll(held);

        Assert.InRange(answers.Count(answer => answer.Status == 503), 1, 3);
        Assert.All(answers, answer => Assert.True(answer.Status == 503 || answer.Text == "content"));
        Assert.Equal("content", (await proxy.GetAsync("/after")).Text);
    }

    [Fact]
    public async Task The_proxy_ends_while_an_answer_is_awaited()
    {
        var release = new TaskCompletionSource();
        await using var proxy = new TestProxy(request =>
            request.Number == 0 ? Passing : Fresh with { HoldUntil = release.Task }
        );
        await proxy.GetAndKeepAsync("/kept");
        var answer = proxy.GetAsync("/a");
        await proxy.Origin.WaitUntilAsync(origin => origin.Requests.Count == 2);

        await proxy.Server.DisposeAsync();

        Assert.True(await Record.ExceptionAsync(() => answer) is not null || (await answer).Status >= 500);
        release.SetResult();
    }

    private static UpstreamAddress UpstreamOf(int port)
    {
        Assert.True(UpstreamAddress.TryParse($"http://127.0.0.1:{port}", out var upstream, out _));
        return upstream;
    }

    private static async Task AnswerAsync(Socket origin, string answer)
    {
        var head = new StringBuilder();
        var bytes = new byte[4096];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append(Encoding.ASCII.GetString(bytes, 0, await origin.ReceiveAsync(bytes)));
        await origin.SendAsync(Encoding.ASCII.GetBytes(answer));
    }
}
