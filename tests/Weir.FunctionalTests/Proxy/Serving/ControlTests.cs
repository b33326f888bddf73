using System.Net;
using System.Text.Json;
using Weir.FunctionalTests.Clients;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Serving;

public sealed class ControlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_cache_is_listed_and_purged_by_who_has_the_token()
    {
        await using var proxy = New();
        foreach (var target in new[] { "/a", "/a?x", "/b/1", "/b/2" })
            await proxy.GetAsync(target);
        await proxy.WaitUntilAsync(status => status.Misses == 4);

        using var list = JsonDocument.Parse((await AskAsync(proxy, "GET", "/cache")).Body);
        Assert.Equal(4, list.RootElement.GetProperty("entries").GetInt32());
        Assert.Equal(4, list.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal(4, list.RootElement.GetProperty("misses").GetInt32());
        Assert.True(list.RootElement.GetProperty("memory_bytes").GetInt64() > 0);

        Assert.Equal("{\"removed\":1}", (await AskAsync(proxy, "DELETE", "/cache?url=http://any.example/a")).Text);
        Assert.Equal("{\"removed\":2}", (await AskAsync(proxy, "DELETE", "/cache?prefix=/b/")).Text);
        Assert.Equal("{\"removed\":0}", (await AskAsync(proxy, "DELETE", "/cache?url=/none")).Text);
        Assert.StartsWith("weir; fwd=uri-miss", (await proxy.GetAsync("/a"))["Cache-Status"]);
        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/a?x"))["Cache-Status"]);
    }

    [Fact]
    public async Task What_is_tagged_is_purged_by_its_tag()
    {
        await using var proxy = New(request =>
            With("Cache-Control: max-age=60", request.Target == "/c" ? "Cache-Tag: other" : "Cache-Tag: release, news")
        );
        foreach (var target in new[] { "/a", "/b", "/c" })
            await proxy.GetAsync(target);
        await proxy.WaitUntilAsync(status => status.Misses == 3);

        Assert.Equal("{\"removed\":2}", (await AskAsync(proxy, "DELETE", "/cache?tag=release")).Text);

        Assert.StartsWith("weir; fwd=uri-miss", (await proxy.GetAsync("/a"))["Cache-Status"]);
        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/c"))["Cache-Status"]);
    }

    [Theory]
    [InlineData("DELETE", "/cache", 400)]
    [InlineData("DELETE", "/cache?tag=", 400)]
    [InlineData("DELETE", "/cache?tag=a&prefix=/", 400)]
    [InlineData("DELETE", "/cache?url=a", 400)]
    [InlineData("DELETE", "/cache?url=/a&prefix=/b", 400)]
    [InlineData("POST", "/cache", 405)]
    public async Task What_is_not_understood_says_so(string method, string target, int status)
    {
        await using var proxy = New();

        Assert.Equal(status, (await AskAsync(proxy, method, target)).Status);
    }

    [Fact]
    public async Task Without_the_token_there_is_health_and_metrics_and_no_more()
    {
        await using var proxy = New();
        await proxy.GetAsync("/a");
        await proxy.GetAsync("/a");
        await proxy.WaitUntilAsync(status => status.Requests == 2);

        Assert.Equal(200, (await AskAsync(proxy, "GET", "/healthz", hasToken: false)).Status);
        Assert.Equal(401, (await AskAsync(proxy, "GET", "/cache", hasToken: false)).Status);
        Assert.Equal(401, (await AskAsync(proxy, "DELETE", "/cache?prefix=/", hasToken: false)).Status);
        var metrics = (await AskAsync(proxy, "GET", "/metrics", hasToken: false)).Text;
        Assert.Contains("weir_proxy_requests_total{cache=\"hit\"} 1\n", metrics);
        Assert.Contains("weir_proxy_requests_total{cache=\"miss\"} 1\n", metrics);
        Assert.Contains("weir_cache_entries 1\n", metrics);
    }

    [Fact]
    public async Task The_log_tells_hit_and_miss_with_reason_and_times()
    {
        var path = _folder["access.ndjson"];
        var proxy = new TestProxy(
            request => With(request.Target == "/a" ? "Cache-Control: max-age=60" : "Cache-Control: private"),
            change: options => options with { AccessLog = path }
        );
        // One after the other on one connection, so that the log has them in that order.
        using (var client = await proxy.ConnectAsync())
        {
            foreach (var target in new[] { "/a", "/a", "/b" })
            {
                await client.GetAsync(target);
                await client.ReadAsync();
            }

            await client.SendAsync("nonsense\r\n\r\n");
            await client.ReadToEndAsync();
        }

        await proxy.DisposeAsync();

        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["miss", "hit", "miss"], entries.Take(3).Select(entry => entry.GetProperty("cache").GetString()));
        Assert.Equal("uri-miss", entries[0].GetProperty("forward").GetString());
        Assert.True(entries[0].GetProperty("stored").GetBoolean());
        Assert.Equal(200, entries[0].GetProperty("upstream_status").GetInt32());
        Assert.Equal(JsonValueKind.Number, entries[0].GetProperty("upstream_s").ValueKind);
        Assert.Equal(JsonValueKind.Null, entries[1].GetProperty("upstream_s").ValueKind);
        Assert.Equal(60, entries[1].GetProperty("ttl_s").GetInt32());
        Assert.Equal("private", entries[2].GetProperty("reason").GetString());
        Assert.All(entries, entry => Assert.Equal(JsonValueKind.Number, entry.GetProperty("duration_s").ValueKind));
        Assert.Equal(400, entries[3].GetProperty("status").GetInt32());
        Assert.False(entries[3].TryGetProperty("cache", out _));
    }

    private TestProxy New(Func<TestRequest, Misbehaviour>? behave = null) =>
        new(
            behave ?? (_ => With("Cache-Control: max-age=60")),
            change: options =>
                options with
                {
                    Control = new IPEndPoint(IPAddress.Loopback, 0),
                    ControlToken = _folder["token"],
                }
        );

    private async Task<RawAnswer> AskAsync(TestProxy proxy, string method, string target, bool hasToken = true)
    {
        var token = (await File.ReadAllTextAsync(_folder["token"])).Trim();
        using var client = await RawClient.ConnectAsync(proxy.Server.Control!.EndPoint);
        await client.GetAsync(target, hasToken ? $"Authorization: Bearer {token}\r\n" : "", method);
        return await client.ReadAsync();
    }
}
