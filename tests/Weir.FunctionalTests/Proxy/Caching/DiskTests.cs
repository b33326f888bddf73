using System.Net;
using System.Security.Cryptography;
using Weir.FunctionalTests.Clients;
using Weir.Measurements.Units;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Serving;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Time;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class DiskTests : IAsyncDisposable
{
    private static readonly Misbehaviour Fresh = With("Cache-Control: max-age=60", "Cache-Tag: one, two");
    private readonly TemporaryFolder _folder = new();
    private readonly TestContent _content = new(300_000);
    private readonly MisbehavingOrigin _origin;
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _warnings = [];

    public DiskTests()
    {
        _origin = new MisbehavingOrigin(_content.Bytes, _ => Fresh);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(10, true)]
    [InlineData(300_000, false)]
    [InlineData(300_000, true)]
    public async Task What_was_stored_before_a_restart_is_a_hit_after_it_with_its_age(int size, bool isChunked)
    {
        _origin.Content = _content.Bytes[..size];
        _origin.Behave = _ => Fresh with { Chunked = isChunked };
        await using (var before = await StartAsync())
        {
            Assert.Equal(size, (await GetAsync(before, "/a")).Body.Length);
            await WaitAsync(before, disk => disk.Entries == 1);
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        await using var after = await StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var hit = await GetAsync(after, "/a");
            Assert.StartsWith("weir; hit", hit["Cache-Status"]);
            Assert.Equal("20", hit["Age"]);
            Assert.Equal(_content.Bytes[..size].ToArray(), hit.Body);
        }

        Assert.Single(_origin.Requests);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_range_of_what_is_on_disk_is_sent_from_there()
    {
        await using var proxy = await StartAsync();
        await GetAsync(proxy, "/a");
        await WaitAsync(proxy, disk => disk.Entries == 1);

        var part = await GetAsync(proxy, "/a", "bytes=123456-234567");

        Assert.Equal(206, part.Status);
        Assert.Equal(_content.Bytes[123_456..234_568].ToArray(), part.Body);
    }

    [Fact]
    public async Task Everyone_streams_from_the_file_while_it_grows()
    {
        var release = new TaskCompletionSource();
        _origin.Behave = _ => Fresh with { StallAfter = 150_000, StallUntil = release.Task };
        await using var proxy = await StartAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 5; i++)
        {
            clients.Add(await RawClient.ConnectAsync(proxy.EndPoints[0]));
            await clients[i].GetAsync("/a");
            await clients[i].ReadHeadOfAsync();
            Assert.Equal(_content.Bytes[..150_000].ToArray(), await clients[i].ReadBodyAsync(150_000));
        }

        release.SetResult();
        foreach (var client in clients)
        {
            Assert.Equal(_content.Bytes[150_000..].ToArray(), await client.ReadBodyAsync(150_000));
            client.Dispose();
        }

        Assert.Single(_origin.Requests);
    }

    [Fact]
    public async Task An_origin_that_dies_leaves_nothing_on_the_disk()
    {
        _origin.Behave = _ => Fresh with { CloseAfter = 200_000 };
        await using var proxy = await StartAsync();
        using var client = await RawClient.ConnectAsync(proxy.EndPoints[0]);
        await client.GetAsync("/a");

        Assert.InRange(await client.ReadUntilResetAsync(), 1, 250_000);
        await WaitAsync(proxy, disk => disk.Used.Bytes == 0);
        Assert.Empty(Directory.EnumerateFiles(_folder["cache/entries"]));
        Assert.Empty(Directory.EnumerateFiles(_folder["cache/filling"]));
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(300_000, 3)]
    [InlineData(300_000, 299_999)]
    [InlineData(300_000, -1)]
    [InlineData(300_000, -60)]
    public async Task A_file_with_a_wrong_byte_is_not_served_but_fetched_again(int size, int place)
    {
        _origin.Content = _content.Bytes[..size];
        await using (var before = await StartAsync())
        {
            await GetAsync(before, "/a");
            await WaitAsync(before, disk => disk.Entries == 1);
        }

        Damage(place);
        await using var after = await StartAsync();

        var answer = await GetAsync(after, "/a");
        Assert.StartsWith("weir; fwd=uri-miss", answer["Cache-Status"]);
        Assert.Equal(_content.Bytes[..size].ToArray(), answer.Body);
        Assert.Equal(1, after.Status.Disk!.Corrupt);
        Assert.Contains("is not what was stored", Assert.Single(_warnings));
    }

    [Fact]
    public async Task A_file_that_is_written_to_meanwhile_is_not_served()
    {
        await using var proxy = await StartAsync();
        await GetAsync(proxy, "/a");
        await WaitAsync(proxy, disk => disk.Entries == 1);
        Damage(1000);

        Assert.Equal(_content.Bytes.ToArray(), (await GetAsync(proxy, "/a")).Body);
        Assert.Equal(2, _origin.Requests.Count);
    }

    [Fact]
    public async Task A_short_file_and_a_left_over_draft_are_nothing()
    {
        await using (var before = await StartAsync())
        {
            await GetAsync(before, "/a");
            await WaitAsync(before, disk => disk.Entries == 1);
        }

        var file = Directory.EnumerateFiles(_folder["cache/entries"]).Single();
        using (var handle = File.OpenHandle(file, access: FileAccess.Write))
            RandomAccess.SetLength(handle, 200_000);
        _folder.Write($"cache/filling/{Path.GetFileName(file)}", "draft"u8);
        await using var after = await StartAsync();

        Assert.Empty(Directory.EnumerateFiles(_folder["cache/filling"]));
        Assert.Equal(_content.Bytes.ToArray(), (await GetAsync(after, "/a")).Body);
        Assert.Equal(2, _origin.Requests.Count);
    }

    [Fact]
    public async Task A_validation_holds_after_a_restart()
    {
        await using (var before = await StartAsync())
        {
            await GetAsync(before, "/a");
            await WaitAsync(before, disk => disk.Entries == 1);
            _time.Advance(TimeSpan.FromSeconds(100));
            _origin.Behave = _ => Fresh with { Status = 304, Content = ReadOnlyMemory<byte>.Empty };
            Assert.Contains("fwd-status=304", (await GetAsync(before, "/a"))["Cache-Status"]);
            await WaitAsync(before, _ => Directory.EnumerateFiles(_folder["cache/entries"], "*.head").Any());
        }

        await using var after = await StartAsync();

        Assert.StartsWith("weir; hit", (await GetAsync(after, "/a"))["Cache-Status"]);
        Assert.Equal(2, _origin.Requests.Count);
    }

    [Fact]
    public async Task The_space_is_never_exceeded_and_what_is_asked_for_often_stays()
    {
        _origin.Content = _content.Bytes;
        await using var proxy = await StartAsync(16 * ByteSize.MiB);
        for (var i = 0; i < 150; i++)
        {
            await GetAsync(proxy, $"/{i}");
            await GetAsync(proxy, "/often");
            Assert.InRange(proxy.Status.Disk!.Used.Bytes, 0, 16 * 1024 * 1024);
            Assert.InRange(SizeOnDisk(), 0, 16 * 1024 * 1024);
        }

        Assert.InRange(proxy.Status.Disk!.Entries, 20, 60);
        Assert.Single(_origin.Requests, request => request.Target == "/often");
    }

    [Fact]
    public async Task A_smaller_size_than_before_is_kept_to()
    {
        await using (var before = await StartAsync(100 * ByteSize.MiB))
        {
            for (var i = 0; i < 100; i++)
                await GetAsync(before, $"/{i}");
            await WaitAsync(before, disk => disk.Entries == 100);
        }

        await using var after = await StartAsync(16 * ByteSize.MiB);
        Assert.InRange(SizeOnDisk(), 1_000_000, 16 * 1024 * 1024);
        Assert.InRange(after.Status.Disk!.Entries, 20, 60);
    }

    [Fact]
    public async Task A_body_larger_than_the_disk_passes_through()
    {
        var large = new TestContent(20_000_000);
        _origin.Content = large.Bytes;
        _origin.Behave = _ => Fresh with { Chunked = true, NoKeepAlive = true };
        await using var proxy = await StartAsync(16 * ByteSize.MiB, memory: 2 * ByteSize.MiB);

        var answer = await GetAsync(proxy, "/a");

        Assert.Equal(large.Sha256, Convert.ToHexStringLower(SHA256.HashData(answer.Body)));
        await WaitAsync(proxy, disk => disk is { Entries: 0, Used.Bytes: 0 });
    }

    [Theory]
    [InlineData(PurgeScope.Url, 1)]
    [InlineData(PurgeScope.Prefix, 2)]
    [InlineData(PurgeScope.Tag, 3)]
    public async Task A_purge_holds_after_a_restart(PurgeScope scope, int removed)
    {
        await using (var before = await StartAsync())
        {
            foreach (var target in (string[])["/a", "/ab", "/b"])
                await GetAsync(before, target);
            await WaitAsync(before, disk => disk.Entries == 3);
            var text = scope == PurgeScope.Tag ? "TWO" : $"http://127.0.0.1:{_origin.Port}/a";
            Assert.Equal(removed, await before.PurgeAsync(scope, text));
        }

        await using var after = await StartAsync();
        Assert.Equal(3 - removed, after.Status.Disk!.Entries);
        await GetAsync(after, "/a");
        Assert.Equal(4, _origin.Requests.Count);
    }

    [Fact]
    public async Task Files_of_others_are_left_alone()
    {
        Directory.CreateDirectory(_folder["cache/entries"]);
        _folder.Write("cache/notes.txt", "mine"u8);
        Directory.CreateDirectory(_folder["cache/filling"]);
        _folder.Write("cache/entries/notes.txt", "mine"u8);
        _folder.Write("cache/filling/notes.txt", "mine"u8);
        await using (var proxy = await StartAsync(16 * ByteSize.MiB))
        {
            await GetAsync(proxy, "/a");
            await proxy.PurgeAsync(PurgeScope.Prefix, "");
        }

        foreach (var place in (string[])["cache", "cache/entries", "cache/filling"])
            Assert.Equal(
                "mine",
                await File.ReadAllTextAsync(_folder[$"{place}/notes.txt"], TestContext.Current.CancellationToken)
            );
    }

    [Fact]
    public async Task A_second_proxy_does_not_take_the_same_folder()
    {
        await using var first = await StartAsync();
        await using var second = New(16 * ByteSize.MiB, ByteSize.MiB);

        Assert.IsType<ProxyFailure.CannotUseDisk>(second.Start());
    }

    [Fact]
    public async Task A_disk_that_fails_costs_clients_nothing_and_is_told()
    {
        await using var proxy = await StartAsync();
        Directory.Delete(_folder["cache/filling"]);

        Assert.Equal(_content.Bytes.ToArray(), (await GetAsync(proxy, "/a")).Body);
        await WaitAsync(proxy, disk => disk is { Errors: > 0, Entries: 0, Used.Bytes: 0 });
        Assert.Contains("cannot be written", Assert.Single(_warnings));
    }

    private void Damage(int place)
    {
        var file = Directory.EnumerateFiles(_folder["cache/entries"]).Single();
        using var handle = File.OpenHandle(file, access: FileAccess.ReadWrite);
        var at = place >= 0 ? place : RandomAccess.GetLength(handle) + place;
        Span<byte> one = stackalloc byte[1];
        RandomAccess.Read(handle, one, at);
        one[0] ^= 1;
        RandomAccess.Write(handle, one, at);
    }

    private long SizeOnDisk() =>
        Directory
            .EnumerateFiles(_folder["cache"], "*", SearchOption.AllDirectories)
            .Sum(path =>
            {
                try
                {
                    return new FileInfo(path).Length;
                }
                catch (FileNotFoundException)
                {
                    return 0;
                }
            });

    private ProxyServer New(ByteSize size, ByteSize memory)
    {
        Assert.True(UpstreamAddress.TryParse($"http://127.0.0.1:{_origin.Port}", out var upstream, out _));
        var options = new ProxyOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Upstreams = [upstream],
            Store = new StoreLimits
            {
                Memory = memory,
                Disk = _folder["cache"],
                DiskSize = size,
            },
        };
        return new ProxyServer(
            options,
            _time,
            new Random(1),
            fault => Assert.Fail(fault.ToString()),
            warning =>
            {
                lock (_warnings)
                    _warnings.Add(warning);
            }
        );
    }

    /// <summary>A proxy that has read its folder.</summary>
    private async Task<ProxyServer> StartAsync(ByteSize? size = null, ByteSize? memory = null)
    {
        var proxy = New(size ?? ByteSize.GiB, memory ?? 16 * ByteSize.MiB);
        Assert.Null(proxy.Start());
        await proxy.Store.Disk!.Ready;
        return proxy;
    }

    private static async Task<RawAnswer> GetAsync(ProxyServer proxy, string target, string? range = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{proxy.EndPoints[0]}{target}");
        if (range is not null)
            request.Headers.TryAddWithoutValidation("Range", range);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var fields = response.Headers.ToDictionary(field => field.Key, field => string.Join(", ", field.Value));
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new RawAnswer((int)response.StatusCode, fields, body);
    }

    private static async Task WaitAsync(ProxyServer proxy, Func<DiskStatus, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        while (!holds(proxy.Status.Disk!))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
