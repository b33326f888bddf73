using Weir.Downloads.Planning;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

public sealed class SeveralSourcesTests : IAsyncDisposable
{
    private readonly Scene _scene = new();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Five_sources_share_the_work_and_the_bytes_are_right()
    {
        _scene.Add(good: 5);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 8_000_000;

        var record = await _scene.DownloadRightAsync();

        Assert.All(record.Sources, s => Assert.Equal(SourceState.Done, s.State));
        Assert.All(_scene.Origins, o => Assert.True(o.BodyBytesSent > 3072, $"{o.Url()} sent {o.BodyBytesSent}"));
        Assert.Equal(Verification.Size, record.Verified);
    }

    [Fact]
    public async Task One_source_is_fetched_over_one_connection_and_every_byte_is_counted()
    {
        var origin = _scene.Add();

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(1, origin.ConnectionCount);
        Assert.Equal(origin.BodyBytesSent, record.Sources[0].Bytes);
        Assert.Equal(_scene.File.Size + record.WastedBytes, record.Sources[0].Bytes);
        Assert.Equal(origin.Requests.Count, record.Sources[0].Requests);
        Assert.Equal((0, SourceState.Done), (record.Sources[0].Failures, record.Sources[0].State));
        Assert.Equal($"127.0.0.1:{origin.Port}", record.Sources[0].Address);
        Assert.Equal(origin.Requests[0].ClientPort, record.Sources[0].LocalPort);
    }

    [Fact]
    public async Task Checksum_is_proven_and_recorded()
    {
        _scene.Add(good: 3);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(Verification.Sha256, record.Verified);
        Assert.Equal(_scene.File.Sha256, record.Sha256);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(5, 8)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public async Task As_many_connections_are_used_as_are_allowed_and_no_more(int sources, int connections)
    {
        _scene.Add(sources);
        var gate = new TaskCompletionSource();
        var all = new TaskCompletionSource();
        var held = 0;
        foreach (var origin in _scene.Origins)
        {
            origin.Behave = r =>
            {
                if (!_scene.IsSegment(r))
                    return Misbehaviour.None;
                if (Interlocked.Increment(ref held) >= connections)
                    all.TrySetResult();
                return new() { HoldUntil = gate.Task };
            };
        }
        _scene.Change(o => o with { Connections = connections, StallTimeout = TimeSpan.FromSeconds(20) });

        var download = _scene.DownloadRightAsync();
        await all.Task.WaitAsync(Scene.Ct);
        var open = _scene.Origins.Sum(o => o.OpenConnections);
        gate.SetResult();
        await download;

        Assert.Equal(connections, open);
    }

    [Fact]
    public async Task Same_server_twice_is_two_sources()
    {
        var origin = _scene.Add();
        _scene.FurtherUrls.Add(origin.Url("/other/name"));

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Equal_balance_gives_each_source_its_part()
    {
        // All have begun before one ends: it would take over from a source that has not come yet.
        var begun = new TaskCompletionSource();
        for (var i = 0; i < 4; i++)
            _scene.Add(r => _scene.IsSegment(r) ? new() { HoldUntil = begun.Task } : Misbehaviour.None);
        _scene.Change(o => o with { Balance = Balance.Equal, StallTimeout = TimeSpan.FromHours(1) });

        var download = _scene.DownloadRightAsync();
        foreach (var origin in _scene.Origins)
            await origin.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment));
        begun.SetResult();
        await download;

        var parts = _scene.Origins.SelectMany(o => o.Requests.Where(_scene.IsSegment)).Select(r => r.RangeField);
        Assert.Equal(
            ["bytes=0-1048575", "bytes=1048576-2097151", "bytes=2097152-3145727", "bytes=3145728-4194303"],
            parts.OrderBy(p => p!.Length).ThenBy(p => p, StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Limit_of_the_rate_is_kept()
    {
        _scene.Add(good: 3);
        _scene.Change(o => o with { LimitRate = BitRate.FromBytesPerSecond(8_000_000) });

        var record = await _scene.DownloadRightAsync();

        // What may have come by then at most; the upper bound of the time is nobody's promise.
        var allowed = (8_000_000 * record.Duration!.Value.TotalSeconds) + (8_000_000 * 0.025) + (16 << 10);
        Assert.True(_scene.File.Size <= allowed, $"{_scene.File.Size} bytes in {record.Duration}");
    }

    [Fact]
    public async Task Requests_carry_what_they_should()
    {
        var origin = _scene.Add();
        _scene.Change(o => o with { Client = "team-1", Fields = [new("X-Token", "t")] });

        await _scene.DownloadRightAsync();

        Assert.All(
            origin.Requests,
            r =>
            {
                Assert.Equal("identity", r.Header("Accept-Encoding"));
                Assert.Equal($"127.0.0.1:{origin.Port}", r.Header("Host"));
                Assert.Equal("team-1", r.Header("Weir-Client"));
                Assert.Equal("t", r.Header("X-Token"));
            }
        );
    }

    [Fact]
    public async Task Name_with_several_addresses_is_reached_at_the_one_that_answers()
    {
        var origin = _scene.Add();
        origin.Behave = _ => new() { Status = 404 };
        var behind = _scene.Add();
        _scene.FurtherUrls.Add($"http://localhost:{behind.Port}/file.bin");

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Progress_never_goes_back_and_ends_at_the_whole()
    {
        _scene.Add(good: 2);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 8_000_000;

        await _scene.DownloadRightAsync();

        var seen = _scene.Seen.Progress.Select(p => p.Bytes).ToArray();
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(_scene.File.Size, seen[^1]);
    }
}
