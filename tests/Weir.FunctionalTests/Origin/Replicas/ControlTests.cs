using System.Net;
using System.Text.Json;
using Weir.FunctionalTests.Clients;
using Weir.Origin.Replicas;

namespace Weir.FunctionalTests.Origin.Replicas;

public sealed class ControlTests
{
    [Fact]
    public async Task Without_the_token_nothing_is_told_or_done()
    {
        await using var origin = await StartAsync();
        foreach (
            var authorization in new[] { "", "Authorization: Bearer wrong\r\n", "Authorization: Basic dG9rZW4=\r\n" }
        )
        {
            Assert.Equal(401, (await SendAsync(origin, "GET", "/replicas", authorization)).Status);
            Assert.Equal(401, (await SendAsync(origin, "POST", "/replicas/1/stop", authorization)).Status);
            Assert.Equal(401, (await SendAsync(origin, "GET", "/no-such-thing", authorization)).Status);
        }

        Assert.Equal(ReplicaState.Serving, origin.First.State);
    }

    [Fact]
    public async Task Health_and_metrics_are_open()
    {
        await using var origin = await StartAsync();
        await origin.GetAsync("/file");
        Assert.Equal(200, (await SendAsync(origin, "GET", "/healthz")).Status);
        var metrics = (await SendAsync(origin, "GET", "/metrics")).Text;
        Assert.Contains(
            $"weir_replica_bytes_total{{replica=\"1\",address=\"{origin.EndPoint}\"}} 4\n",
            metrics,
            StringComparison.Ordinal
        );
        Assert.Contains("# TYPE weir_replica_requests_total counter\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_are_listed()
    {
        await using var origin = await StartAsync();
        var answer = await SendAsync(origin, "GET", "/replicas", await TokenAsync(origin));
        var items = JsonDocument.Parse(answer.Body).RootElement.GetProperty("items");
        Assert.Equal(2, items.GetArrayLength());
        Assert.Equal("serving", items[0].GetProperty("state").GetString());
        Assert.Equal(origin.EndPoint.ToString(), items[0].GetProperty("address").GetString());
        Assert.Equal(JsonValueKind.Null, items[0].GetProperty("rate_bps").ValueKind);
        foreach (var name in new[] { "replica", "clients", "bytes", "throughput_bps", "requests" })
            Assert.Equal(JsonValueKind.Number, items[0].GetProperty(name).ValueKind);
    }

    [Theory]
    [InlineData("pause", ReplicaState.Paused)]
    [InlineData("resume", ReplicaState.Serving)]
    [InlineData("stop", ReplicaState.Stopped)]
    [InlineData("start", ReplicaState.Serving)]
    public async Task Replica_is_steered(string act, ReplicaState state)
    {
        await using var origin = await StartAsync();
        var token = await TokenAsync(origin);
        var answer = await SendAsync(origin, "POST", $"/replicas/2/{act}", token);
        Assert.Equal(200, answer.Status);
        Assert.Equal(state, origin.Server.Replicas[1].State);
        Assert.Equal(ReplicaState.Serving, origin.First.State);
        Assert.Equal(404, (await SendAsync(origin, "POST", $"/replicas/3/{act}", token)).Status);
        Assert.Equal(405, (await SendAsync(origin, "GET", $"/replicas/1/{act}", token)).Status);
    }

    [Theory]
    [InlineData("10MB/s", 80_000_000.0)]
    [InlineData("{\"rate\":\"8Mbit\"}", 8_000_000.0)]
    [InlineData("none", null)]
    [InlineData("{\"rate\":null}", null)]
    public async Task Rate_is_changed(string body, double? rate)
    {
        await using var origin = await StartAsync();
        var token = await TokenAsync(origin);
        await SendAsync(origin, "PUT", "/replicas/1/rate", token, "1MB/s");
        Assert.Equal(200, (await SendAsync(origin, "PUT", "/replicas/1/rate", token, body)).Status);
        Assert.Equal(rate, origin.First.Status.Rate?.BitsPerSecond);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("0MB/s")]
    [InlineData("{}")]
    [InlineData("{\"rate\":5}")]
    [InlineData("{\"rate\"")]
    public async Task Rate_that_is_not_understood_is_refused(string body)
    {
        await using var origin = await StartAsync();
        var answer = await SendAsync(origin, "PUT", "/replicas/1/rate", await TokenAsync(origin), body);
        Assert.Equal(400, answer.Status);
        Assert.Null(origin.First.Status.Rate);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Token_file_is_made_for_its_owner_alone()
    {
        await using var origin = await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(origin.Folder["token"]));
        Assert.True(
            (await File.ReadAllTextAsync(origin.Folder["token"], TestContext.Current.CancellationToken)).Trim().Length
                >= 43
        );
    }

    [Fact]
    public async Task Token_file_that_holds_no_token_is_a_value()
    {
        await using var origin = await StartAsync();
        var path = origin.Folder.Write("empty", ""u8);
        var options = new OriginOptions
        {
            Replicas = [new ReplicaOptions(new IPEndPoint(IPAddress.Loopback, 0), origin.First.Root)],
            Control = new IPEndPoint(IPAddress.Loopback, 0),
            ControlToken = path,
        };
        await using var second = new OriginServer(options, TimeProvider.System);
        Assert.Equal(path, Assert.IsType<OriginFailure.CannotUseToken>(await second.StartAsync()).Path);
    }

    [Fact]
    public async Task Data_ports_know_nothing_of_control()
    {
        await using var origin = await StartAsync();
        foreach (var target in new[] { "/metrics", "/healthz", "/replicas" })
            Assert.Equal(404, (await origin.GetAsync(target)).Status);
    }

    private static Task<TestOrigin> StartAsync() =>
        TestOrigin.StartAsync(
            folder => folder.Write("root/file", "file"u8),
            replicas: 2,
            options =>
                options with
                {
                    Control = new IPEndPoint(IPAddress.Loopback, 0),
                    ControlToken = options.Replicas[0].Root + "/../token",
                }
        );

    private static async Task<string> TokenAsync(TestOrigin origin) =>
        $"Authorization: Bearer {(await File.ReadAllTextAsync(origin.Folder["token"])).Trim()}\r\n";

    private static async Task<RawAnswer> SendAsync(
        TestOrigin origin,
        string method,
        string target,
        string fields = "",
        string body = ""
    )
    {
        using var client = await RawClient.ConnectAsync(origin.Server.Control!.EndPoint);
        var length = method == "GET" ? "" : $"Content-Length: {body.Length}\r\n";
        await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: a\r\n{fields}{length}\r\n{body}");
        return await client.ReadAsync();
    }
}
