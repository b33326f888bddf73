using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Sources that come late, go, and come back; and when there is no hope.</summary>
public sealed class PatienceTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Dead_sources_alone_end_at_once_without_waiting()
    {
        _scene.FurtherUrls.AddRange([await Scene.DeadUrlAsync(), await Scene.DeadUrlAsync()]);
        _scene.Change(o => o with { GiveUp = TimeSpan.FromHours(1) });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("connection refused", record.Error, StringComparison.Ordinal);
        Assert.All(record.Sources, s => Assert.Equal(SourceState.Failed, s.State));
        Assert.All(_scene.FurtherUrls, url => Assert.Contains(url, record.Error, StringComparison.Ordinal));
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Unknown_name_is_told()
    {
        _scene.FurtherUrls.Add("http://no-such-host.invalid/file.bin");

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("no-such-host.invalid", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_comes_while_one_waits_is_used()
    {
        var origin = _scene.Add();
        await origin.StopAsync();
        _scene.Change(o => o with { Wait = TimeSpan.FromSeconds(20) });

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitUntilAsync(() => _scene.Seen.Waits > 1);
        origin.Start();
        await download;
    }

    [Fact]
    public async Task Server_that_stops_listening_and_starts_again_gets_work_again()
    {
        var restarted = _scene.Add();
        var steady = _scene.Add();
        restarted.BytesPerSecond = 4_000_000;
        steady.BytesPerSecond = 1_000_000;

        var download = _scene.DownloadRightAsync();
        await restarted.WaitUntilAsync(o => o.BodyBytesSent > 500_000);
        await restarted.StopAsync();
        await _scene.Seen.WaitUntilAsync(() => _scene.Seen.Saw(restarted.Url(), SourceState.Failed));
        var before = restarted.BodyBytesSent;
        restarted.Start();
        var record = await download;

        Assert.True(restarted.BodyBytesSent > before + 100_000);
        Assert.Equal(SourceState.Done, _scene.Of(record, restarted).State);
    }

    [Fact]
    public async Task Given_up_server_that_starts_again_gets_work_again()
    {
        var restarted = _scene.Add();
        var steady = _scene.Add();
        restarted.BytesPerSecond = 4_000_000;
        steady.BytesPerSecond = 1_000_000;
        _scene.Change(o =>
            o with
            {
                Patience = o.Patience with { FirstPause = TimeSpan.FromMilliseconds(1), MostFailures = 1 },
            }
        );

        var download = _scene.DownloadRightAsync();
        await restarted.WaitUntilAsync(o => o.BodyBytesSent > 500_000);
        await restarted.StopAsync();
        await _scene.Seen.WaitUntilAsync(() => _scene.Seen.Saw(restarted.Url(), SourceState.Failed));
        var before = restarted.BodyBytesSent;
        restarted.Start();
        await download;

        Assert.True(restarted.BodyBytesSent > before + 100_000);
    }

    [Fact]
    public async Task All_sources_fail_and_one_recovers_in_time()
    {
        var one = _scene.Add();
        var two = _scene.Add();
        one.BytesPerSecond = two.BytesPerSecond = 8_000_000;
        _scene.Change(o => o with { GiveUp = TimeSpan.FromSeconds(20) });

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitForAsync(p => p.Bytes > 500_000);
        await Task.WhenAll(one.StopAsync(), two.StopAsync());
        await _scene.Seen.WaitUntilAsync(() =>
            _scene.Seen.Saw(one.Url(), SourceState.Failed) && _scene.Seen.Saw(two.Url(), SourceState.Failed)
        );
        var before = one.BodyBytesSent + two.BodyBytesSent;
        two.Start();
        await download;

        Assert.True(one.BodyBytesSent + two.BodyBytesSent - before < Bytes, "fetched anew what was there");
    }

    [Fact]
    public async Task All_sources_fail_for_good_and_the_download_ends_so_that_it_can_be_continued()
    {
        var origin = _scene.Add();
        origin.BytesPerSecond = 8_000_000;

        var download = _scene.DownloadWrongAsync(DownloadEnd.Unavailable);
        await _scene.Seen.WaitForAsync(p => p.Bytes > 500_000);
        await origin.StopAsync();
        var record = await download;

        Assert.Equal(["file.bin.weir-journal", "file.bin.weir-part"], _scene.Folder.Names());
        Assert.Equal(SourceState.Failed, record.Sources[0].State);
        origin.BytesPerSecond = null;
        origin.Start();
        Assert.Equal(record.Bytes, (await _scene.DownloadRightAsync()).ResumedBytes);
    }

    [Fact]
    public async Task Busy_server_is_asked_again_after_as_long_as_it_says()
    {
        var asked = 0;
        var busy = _scene.Add(_ =>
            Interlocked.Increment(ref asked) <= 2
                ? new() { Status = 503, RetryAfter = TimeSpan.FromSeconds(3600) }
                : Misbehaviour.None
        );
        _scene.Change(o => o with { Wait = TimeSpan.FromSeconds(20) });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(2, _scene.Of(record, busy).Failures);
    }

    [Fact]
    public async Task Server_that_becomes_busy_midway_keeps_what_it_brought()
    {
        var asked = 0;
        var busy = _scene.Add(r =>
            !_scene.IsSegment(r) ? Misbehaviour.None
            : Interlocked.Increment(ref asked) % 3 == 2 ? new() { Status = 429, RetryAfter = TimeSpan.FromSeconds(1) }
            : new() { ShortenTo = 1_000_000 }
        );

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(_scene.Of(record, busy).Bytes, Bytes, Bytes + 1000);
    }

    [Fact]
    public async Task Held_answer_is_told_as_held_and_is_no_stall()
    {
        var gate = new TaskCompletionSource();
        var interims = Enumerable.Repeat(102, 8).ToArray();
        var origin = _scene.Add(r =>
            _scene.IsSegment(r)
                ? new() { Interim = interims, InterimPause = TimeSpan.FromMilliseconds(100) }
                : Misbehaviour.None
        );
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(500) });

        var record = await _scene.DownloadRightAsync();

        Assert.True(_scene.Seen.Saw(origin.Url(), SourceState.Held));
        Assert.False(_scene.Seen.Saw(origin.Url(), SourceState.Stalled));
        Assert.Equal(0, record.Sources[0].Failures);
    }

    [Fact]
    public async Task First_answer_may_be_held_for_longer_than_any_time_out()
    {
        var origin = _scene.Add(r =>
            r.Number == 0
                ? new() { Interim = [102, 102, 102, 102, 102], InterimPause = TimeSpan.FromMilliseconds(150) }
                : Misbehaviour.None
        );
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(400) });

        await _scene.DownloadRightAsync();

        Assert.True(_scene.Seen.Saw(origin.Url(), SourceState.Held));
    }

    [Fact]
    public async Task Other_interim_answers_buy_no_time()
    {
        _scene.Add(
            new Misbehaviour
            {
                Interim = [.. Enumerable.Repeat(103, 100)],
                InterimPause = TimeSpan.FromMilliseconds(50),
            }
        );
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(300) });

        await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);
    }

    [Fact]
    public async Task Cancelled_before_it_began_leaves_nothing()
    {
        _scene.Add();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var result = await _scene.DownloadUntilAsync(stop.Token);

        Assert.Equal(DownloadEnd.Cancelled, result.End);
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Cancelled_while_nothing_answers_ends()
    {
        var origin = _scene.Add(Misbehaviour.NoAnswer);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromHours(1), StallTimeout = TimeSpan.FromHours(1) });
        using var stop = new CancellationTokenSource();

        var download = _scene.DownloadUntilAsync(stop.Token);
        await origin.WaitUntilAsync(o => o.Requests.Count > 0);
        await stop.CancelAsync();

        Assert.Equal(DownloadEnd.Cancelled, (await download).End);
    }

    [Fact]
    public async Task Cancelled_while_a_limit_holds_everything_back_ends()
    {
        _scene.Add();
        _scene.Change(o => o with { LimitRate = Measurements.Units.BitRate.FromBytesPerSecond(10) });
        using var stop = new CancellationTokenSource();

        var download = _scene.DownloadUntilAsync(stop.Token);
        await _scene.Seen.WaitForAsync(p => p.Size is not null);
        await stop.CancelAsync();

        Assert.Equal(DownloadEnd.Cancelled, (await download).End);
    }
}
