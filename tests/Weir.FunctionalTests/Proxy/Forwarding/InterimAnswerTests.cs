using Weir.FunctionalTests.Clients;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

/// <summary>What an origin says before its answer (RFC 9110 15.2).</summary>
public sealed class InterimAnswerTests
{
    private const string Hinted =
        "HTTP/1.1 100 Continue\r\n\r\n"
        + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: X-Listed\r\nX-Listed: 1\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\ntrue";

    [Fact]
    public async Task They_come_before_it_without_the_fields_of_the_origin_s_connection_and_are_not_stored()
    {
        await using var proxy = new TestProxy(_ => Raw(Hinted));
        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a");

        var hint = await client.ReadAsync();
        Assert.Equal((103, "</a.css>; rel=preload", null), (hint.Status, hint["Link"], hint["X-Listed"]));
        Assert.StartsWith("1.1 weir-", hint["Via"]);
        Assert.Equal((200, "true"), await StatusAndTextAsync(client));

        await client.GetAsync("/a");
        Assert.Equal((200, "true"), await StatusAndTextAsync(client));
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task Those_of_other_methods_come_too()
    {
        await using var proxy = new TestProxy(_ => Raw(Hinted));
        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a", "Content-Length: 0\r\n", "POST");

        Assert.Equal(103, (await client.ReadAsync()).Status);
        Assert.Equal((200, "true"), await StatusAndTextAsync(client));
    }

    [Fact]
    public async Task All_who_wait_for_the_same_answer_are_told()
    {
        var release = new TaskCompletionSource();
        await using var proxy = new TestProxy(_ =>
            With("Cache-Control: max-age=60") with
            {
                Interim = [.. Enumerable.Repeat(102, 200)],
                InterimPause = TimeSpan.FromMilliseconds(10),
                HoldUntil = release.Task,
            }
        );
        using var first = await proxy.ConnectAsync();
        using var second = await proxy.ConnectAsync();
        await first.GetAsync("/a");
        Assert.Equal(102, (await first.ReadAsync()).Status);
        await second.GetAsync("/a");
        Assert.Equal(102, (await second.ReadAsync()).Status);
        release.SetResult();

        foreach (var client in new[] { first, second })
        {
            RawAnswer answer;
            do answer = await client.ReadAsync();
            while (answer.Status == 102);
            Assert.Equal((200, "content"), (answer.Status, answer.Text));
        }

        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_the_final_one_alone()
    {
        await using var proxy = new TestProxy(_ => Raw(Hinted));

        Assert.StartsWith("HTTP/1.1 200 ", await proxy.ExchangeAsync("GET /a HTTP/1.0\r\n\r\n"));
    }

    private static async Task<(int Status, string Text)> StatusAndTextAsync(RawClient client)
    {
        var answer = await client.ReadAsync();
        return (answer.Status, answer.Text);
    }
}
