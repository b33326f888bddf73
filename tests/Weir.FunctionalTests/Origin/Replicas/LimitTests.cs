using Weir.FunctionalTests.Clients;
using Weir.Http.Server;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Replicas;

public sealed class LimitTests
{
    private const int Size = 24 * 1024 * 1024;
    private static readonly byte[] Content = new TestContent(Size).Bytes.ToArray();

    [Fact]
    public async Task An_address_has_so_many_connections_and_gets_a_place_back()
    {
        await using var origin = await StartAsync(2);
        using var first = await origin.ConnectAsync();
        var second = await origin.ConnectAsync();
        foreach (var client in new[] { first, second })
        {
            await client.GetAsync("/small");
            Assert.Equal(200, (await client.ReadAsync()).Status);
        }

        using (var third = await origin.ConnectAsync())
        {
            var answer = await third.ReadAsync();
            Assert.Equal((503, "close"), (answer.Status, answer["Connection"]));
            Assert.Equal("Too many connections from this address.\n", answer.Text);
        }

        second.Dispose();
        await Eventually.HoldsAsync(() => origin.First.Status.Clients == 1);
        Assert.Equal(200, (await origin.GetAsync("/small")).Status);
    }

    [Fact]
    public async Task Running_answers_end_in_order_and_idle_connections_at_once()
    {
        await using var origin = await StartAsync();
        using var idle = await origin.ConnectAsync();
        await idle.GetAsync("/small");
        await idle.ReadAsync();
        using var busy = await RawClient.ConnectAsync(origin.EndPoint, receiveBuffer: 64 * 1024);
        await busy.GetAsync("/big");
        await busy.ReadHeadOfAsync();

        var draining = origin.Server.DrainAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("", await idle.ReadToEndAsync());
        Assert.True((await busy.ReadBodyAsync(Size)).AsSpan().SequenceEqual(Content));
        Assert.Equal("", await busy.ReadToEndAsync());
        busy.Dispose();
        await draining;
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => origin.ConnectAsync());
    }

    [Fact]
    public async Task What_does_not_end_within_the_grace_is_reset()
    {
        var origin = await StartAsync();
        using var busy = await RawClient.ConnectAsync(origin.EndPoint, receiveBuffer: 64 * 1024);
        await busy.GetAsync("/big");
        await busy.ReadHeadOfAsync();

        await origin.Server.DrainAsync(TimeSpan.FromMilliseconds(20));
        await origin.DisposeAsync();

        Assert.InRange(await busy.ReadUntilResetAsync(), 0, Size - 1);
    }

    [Fact]
    public async Task The_access_log_may_have_the_combined_form()
    {
        string log;
        using var folder = new TemporaryFolder();
        await using (
            var origin = await TestOrigin.StartAsync(
                files => files.Write("root/small", [1, 2, 3]),
                change: options =>
                    options with
                    {
                        AccessLog = folder["log"],
                        AccessLogFormat = AccessLogFormat.Combined,
                    }
            )
        )
        {
            await origin.GetAsync("/small", "User-Agent: a\"b\u00e9\r\nReferer: http://r/\r\n");
            using var wrong = await origin.ConnectAsync();
            await wrong.SendAsync("nonsense\r\n\r\n");
            await wrong.ReadToEndAsync();
        }

        log = await File.ReadAllTextAsync(folder["log"], TestContext.Current.CancellationToken);
        // Two connections on two loops: either may be written first.
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .OrderByDescending(line => line.Contains("GET", StringComparison.Ordinal))
            .ToArray();
        const string time = "127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\] ";
        Assert.Matches($"^{time}\"GET /small HTTP/1\\.1\" 200 3 \"http://r/\" \"a\\\\x22b\\\\xE9\"$", lines[0]);
        Assert.Matches($"^{time}\"-\" 400 \\d+ \"-\" \"-\"$", lines[1]);
    }

    private static Task<TestOrigin> StartAsync(int perAddress = 0) =>
        TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/small", [1]);
                folder.Write("root/big", Content);
            },
            change: options => options with { MaxConnectionsPerAddress = perAddress }
        );
}
