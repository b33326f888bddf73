using System.Text.Json;
using Weir.FunctionalTests.Clients;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Replicas;

public sealed class AccessLogTests
{
    [Fact]
    public async Task Every_request_leaves_one_line_that_tells_how_it_ended()
    {
        var content = new TestContent(32 * 1024 * 1024);
        var origin = await TestOrigin.StartAsync(
            folder => folder.Write("root/file", content.Bytes.Span),
            change: options => options with { AccessLog = options.Replicas[0].Root + "/../access.ndjson" }
        );
        using (var client = await origin.ConnectAsync())
        {
            await client.GetAsync(
                "/file",
                "Range: bytes=1-10\r\nUser-Agent: t\"est\r\nWeir-Run: r1\r\nWeir-Client: c1\r\n"
            );
            await client.ReadAsync();
            await client.SendAsync("nonsense\r\n\r\n");
            await client.ReadAsync();
        }

        using (var leaving = await origin.ConnectAsync())
        {
            await leaving.GetAsync("/file");
            await leaving.ReadHeadOfAsync();
            leaving.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        await Eventually.HoldsAsync(() => origin.First.Status.Clients == 0);

        using (var stopped = await origin.ConnectAsync())
        {
            await stopped.GetAsync("/file");
            await stopped.ReadHeadOfAsync();
            await origin.Server.DisposeAsync();
        }

        var lines = await File.ReadAllLinesAsync(origin.Folder["access.ndjson"], TestContext.Current.CancellationToken);
        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(4, entries.Count);
        origin.Folder.Dispose();

        var range = entries[0];
        Assert.Equal("access", range.GetProperty("type").GetString());
        Assert.Equal("/file", range.GetProperty("target").GetString());
        Assert.Equal("GET", range.GetProperty("method").GetString());
        Assert.Equal(206, range.GetProperty("status").GetInt32());
        Assert.Equal(10, range.GetProperty("bytes").GetInt64());
        Assert.Equal(10, range.GetProperty("expected_bytes").GetInt64());
        Assert.Equal("bytes=1-10", range.GetProperty("range").GetString());
        Assert.Equal("t\"est", range.GetProperty("user_agent").GetString());
        Assert.Equal("r1", range.GetProperty("run_id").GetString());
        Assert.Equal("c1", range.GetProperty("client_name").GetString());
        Assert.Equal("complete", range.GetProperty("outcome").GetString());
        Assert.Equal(1, range.GetProperty("replica").GetInt32());
        Assert.True(range.GetProperty("duration_s").GetDouble() > 0);
        Assert.True(range.GetProperty("tcp").GetProperty("rtt_s").GetDouble() > 0);
        Assert.Equal(0, range.GetProperty("tcp").GetProperty("retransmits").GetInt64());

        Assert.Equal(400, entries[1].GetProperty("status").GetInt32());
        Assert.Equal(JsonValueKind.Null, entries[1].GetProperty("target").ValueKind);

        Assert.Contains(entries[2..], entry => Outcome(entry) == "aborted_by_client");
        Assert.Contains(entries[2..], entry => Outcome(entry) == "aborted_by_server");
        Assert.All(entries[2..], entry => Assert.True(entry.GetProperty("bytes").GetInt64() < content.Size));
    }

    private static string? Outcome(JsonElement entry) => entry.GetProperty("outcome").GetString();
}
