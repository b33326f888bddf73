using System.Net.Sockets;
using System.Security.Cryptography;
using Weir.Measurements.Units;
using Weir.Proxy.Caching.Storage;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class FillTests
{
    private static readonly Misbehaviour Fresh = With("Cache-Control: max-age=60");

    [Fact]
    public async Task Twenty_clients_at_once_are_one_request_at_the_origin()
    {
        var release = new TaskCompletionSource();
        var content = new TestContent(3_000_000);
        await using var proxy = new TestProxy(_ => Fresh with { HoldUntil = release.Task }, content.Bytes);
        var answers = Enumerable.Range(0, 20).Select(_ => proxy.GetAsync("/a")).ToList();
        await proxy.Origin.WaitUntilAsync(origin => origin.Requests.Count == 1);
        await proxy.WaitUntilAsync(status => status.Clients == 20);
        release.SetResult();

        foreach (var answer in await Task.WhenAll(answers))
        {
            Assert.Equal(content.Sha256, Convert.ToHexStringLower(SHA256.HashData(answer.Body)));
            Assert.Matches("^weir; (hit|fwd=uri-miss)", answer["Cache-Status"]);
        }

        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task Those_who_wait_for_what_is_private_get_their_own()
    {
        var release = new TaskCompletionSource();
        await using var proxy = new TestProxy(request =>
            With("Cache-Control: private, max-age=60") with
            {
                HoldUntil = release.Task,
                Content = System.Text.Encoding.ASCII.GetBytes($"for {request.Number}"),
            }
        );
        var answers = Enumerable.Range(0, 5).Select(_ => proxy.GetAsync("/a")).ToList();
        await proxy.WaitUntilAsync(status => status.Clients == 5);
        release.SetResult();

        var texts = (await Task.WhenAll(answers)).Select(answer => answer.Text);

        Assert.Equal(["for 0", "for 1", "for 2", "for 3", "for 4"], texts.Order());
    }

    [Fact]
    public async Task A_client_that_goes_away_does_not_end_the_fill()
    {
        var release = new TaskCompletionSource();
        var content = new TestContent(2_000_000);
        await using var proxy = new TestProxy(
            _ => Fresh with { StallAfter = 500_000, StallUntil = release.Task },
            content.Bytes
        );
        using (var leaving = await proxy.ConnectAsync())
        {
            await leaving.GetAsync("/a");
            await leaving.ReadHeadOfAsync();
            await leaving.ReadBodyAsync(100_000);
            leaving.Socket.LingerState = new LingerOption(true, 0);
        }

        await proxy.WaitUntilAsync(status => status.Clients == 0);
        var second = proxy.GetAsync("/a");
        release.SetResult();

        Assert.Equal(content.Bytes.ToArray(), (await second).Body);
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task A_second_client_streams_what_is_there_while_the_rest_is_on_its_way()
    {
        var release = new TaskCompletionSource();
        var content = new TestContent(2_000_000);
        await using var proxy = new TestProxy(
            _ => Fresh with { StallAfter = 500_000, StallUntil = release.Task },
            content.Bytes
        );
        using var first = await proxy.ConnectAsync();
        await first.GetAsync("/a");
        await first.ReadHeadOfAsync();
        await first.ReadBodyAsync(500_000);
        using var second = await proxy.ConnectAsync();
        await second.GetAsync("/a");
        await second.ReadHeadOfAsync();

        Assert.Equal(content.Bytes[..500_000].ToArray(), await second.ReadBodyAsync(500_000));
        release.SetResult();
        Assert.Equal(content.Bytes[500_000..].ToArray(), await second.ReadBodyAsync(1_500_000));
        Assert.Single(proxy.Origin.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_larger_than_the_memory_streams_through_it(bool isChunked)
    {
        var content = new TestContent(40_000_000);
        await using var proxy = new TestProxy(
            _ => Fresh with { Chunked = isChunked },
            content.Bytes,
            options => options with { Store = new StoreLimits { Memory = 2 * ByteSize.MiB } }
        );
        using var client = await proxy.ConnectAsync(receiveBuffer: 8192);
        await client.GetAsync("/a", "Connection: close\r\n");
        await client.ReadHeadOfAsync();
        // Nobody reads for a while: what has come then is what the windows and the kernels hold.
        await proxy.Origin.WaitUntilAsync(origin => origin.BodyBytesSent > 1_000_000);
        var most = 0L;
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var read = 0L;
        if (isChunked)
        {
            var all = await client.ReadToEndAsync();
            read = Unchunk(all, sha);
        }
        else
        {
            while (read < content.Size)
            {
                var part = await client.ReadBodyAsync(1_000_000);
                sha.AppendData(part);
                read += part.Length;
                most = Math.Max(most, proxy.Server.Status.Memory.Bytes);
            }
        }

        Assert.Equal(content.Sha256, Convert.ToHexStringLower(sha.GetHashAndReset()));
        Assert.InRange(most, 0, 2 * 1024 * 1024);
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Fact]
    public async Task A_slow_client_holds_up_the_origin_and_not_the_memory()
    {
        var content = new TestContent(64_000_000);
        await using var proxy = new TestProxy(_ => With("Cache-Control: no-store"), content.Bytes);
        using var client = await proxy.ConnectAsync(receiveBuffer: 8192);
        await client.GetAsync("/a");
        await client.ReadHeadOfAsync();

        var sent = -1L;
        while (sent != (sent = proxy.Origin.BodyBytesSent))
            await Task.Delay(
                TimeSpan.FromMilliseconds(300),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );

        Assert.InRange(sent, 1, 40_000_000);
        Assert.InRange(proxy.Server.Status.Memory.Bytes, 1, 1024 * 1024);
    }

    [Fact]
    public async Task Memory_of_what_passed_comes_back()
    {
        var content = new TestContent(1_000_000);
        await using var proxy = new TestProxy(_ => With("Cache-Control: no-store"), content.Bytes);
        for (var i = 0; i < 5; i++)
            Assert.Equal(content.Size, (await proxy.GetAsync("/a")).Body.Length);
        using (var leaving = await proxy.ConnectAsync())
        {
            await leaving.GetAsync("/a");
            await leaving.ReadHeadOfAsync();
        }

        await proxy.WaitUntilAsync(status => status.Memory.Bytes == 0);
    }

    [Theory]
    [InlineData("bytes=0-0", 206, "c", "bytes 0-0/7")]
    [InlineData("bytes=3-", 206, "tent", "bytes 3-6/7")]
    [InlineData("bytes=-2", 206, "nt", "bytes 5-6/7")]
    [InlineData("bytes=7-", 416, null, "bytes */7")]
    [InlineData("bytes=2-1", 200, "content", null)]
    [InlineData("bytes=0-1,3-4", 200, "content", null)]
    public async Task A_range_is_served_from_the_stored_whole(
        string range,
        int status,
        string? text,
        string? contentRange
    )
    {
        await using var proxy = new TestProxy(_ => Fresh);
        await proxy.GetAsync("/a");

        var answer = await proxy.GetAsync("/a", $"Range: {range}\r\n");

        Assert.Equal(status, answer.Status);
        Assert.Equal(contentRange, answer["Content-Range"]);
        Assert.StartsWith("weir; hit", answer["Cache-Status"]);
        if (text is not null)
            Assert.Equal(text, answer.Text);
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task A_range_of_what_is_not_stored_fetches_the_whole_once_when_that_is_one_slice()
    {
        await using var proxy = new TestProxy(_ => Fresh);

        var miss = await proxy.GetAsync("/a", "Range: bytes=3-\r\n");
        var hit = await proxy.GetAsync("/a", "Range: bytes=0-2\r\n");

        Assert.Equal((206, "tent"), (miss.Status, miss.Text));
        Assert.Equal((206, "con"), (hit.Status, hit.Text));
        Assert.Equal("bytes=0-4194303", Assert.Single(proxy.Origin.Requests).RangeField);
    }

    [Fact]
    public async Task A_range_of_what_cannot_be_stored_is_asked_for_as_it_is()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: no-store"));

        for (var i = 0; i < 2; i++)
        {
            var answer = await proxy.GetAsync("/a", "Range: bytes=3-\r\n");
            Assert.Equal((206, "tent", "bytes 3-6/7"), (answer.Status, answer.Text, answer["Content-Range"]));
        }

        // The first found out by asking for what others could use; the second knew.
        Assert.Equal(
            ["bytes=0-4194303", "bytes=3-", "bytes=3-"],
            proxy.Origin.Requests.Select(request => request.RangeField)
        );
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Fact]
    public async Task If_Range_with_another_tag_gets_the_whole()
    {
        await using var proxy = new TestProxy(_ => Fresh);
        await proxy.GetAsync("/a");

        Assert.Equal(200, (await proxy.GetAsync("/a", "Range: bytes=3-\r\nIf-Range: \"other\"\r\n")).Status);
        Assert.Equal(206, (await proxy.GetAsync("/a", "Range: bytes=3-\r\nIf-Range: \"weir-test\"\r\n")).Status);
    }

    private static long Unchunk(string body, IncrementalHash sha)
    {
        var total = 0L;
        for (var at = 0; ; )
        {
            var line = body.IndexOf("\r\n", at, StringComparison.Ordinal);
            var size = Convert.ToInt32(body[at..line], 16);
            if (size == 0)
                return total;
            sha.AppendData(System.Text.Encoding.Latin1.GetBytes(body.Substring(line + 2, size)));
            total += size;
            at = line + 2 + size + 2;
        }
    }
}
