using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Sources that break off, fall silent, or never speak.</summary>
public sealed class BrokenSourcesTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Range_of_a_source_that_is_reset_midway_is_fetched_from_others()
    {
        var dying = _scene.Add(r => _scene.IsSegment(r) ? new() { ResetAfter = 100_000 } : Misbehaviour.None);
        _scene.Add(good: 2);

        var record = await _scene.DownloadRightAsync();

        Assert.True(_scene.Of(record, dying).Failures > 0);
    }

    [Fact]
    public async Task Only_source_that_is_reset_again_and_again_is_continued_and_not_started_over()
    {
        var dying = _scene.Add(new Misbehaviour { ResetAfter = 500_000 });

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(_scene.Of(record, dying).Bytes, Bytes, Bytes + 100);
        Assert.InRange(dying.Requests.Count(_scene.IsSegment), Bytes / 500_000, 100);
    }

    [Fact]
    public async Task Truncated_body_is_used_and_the_rest_fetched()
    {
        var truncating = _scene.Add(new Misbehaviour { CloseAfter = 300_000 });

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(_scene.Of(record, truncating).Bytes, Bytes, Bytes + 100);
    }

    [Fact]
    public async Task Source_that_brings_too_little_each_time_is_given_up()
    {
        _scene.Add(r => _scene.IsSegment(r) ? new() { ResetAfter = 100 } : Misbehaviour.None);

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Equal(SourceState.Failed, record.Sources[0].State);
        Assert.InRange(record.Sources[0].Failures, 5, 200);
    }

    [Fact]
    public async Task Range_of_a_source_that_stalls_is_taken_by_others_and_it_returns_when_it_moves()
    {
        var release = new TaskCompletionSource();
        var stalling = _scene.Add();
        var steady = _scene.Add();
        steady.BytesPerSecond = 4_000_000;
        stalling.BytesPerSecond = 8_000_000;
        var first = 0;
        stalling.Behave = r =>
            _scene.IsSegment(r) && Interlocked.Increment(ref first) == 1
                ? new() { StallAfter = 50_000, StallUntil = release.Task }
                : Misbehaviour.None;
        _scene.Change(o => o with { StallTimeout = TimeSpan.FromMilliseconds(150) });

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitUntilAsync(() => _scene.Seen.Saw(stalling.Url(), SourceState.Stalled));
        release.SetResult();
        var record = await download;

        Assert.Equal(SourceState.Done, _scene.Of(record, stalling).State);
        Assert.Equal(0, _scene.Of(record, stalling).Failures);
        Assert.Equal(1, stalling.ConnectionCount);
    }

    [Fact]
    public async Task Source_that_stalls_for_ever_does_not_hold_the_file_up()
    {
        var stalling = _scene.Add(r => _scene.IsSegment(r) ? new() { StallAfter = 10_000 } : Misbehaviour.None);
        _scene.Add();

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, _scene.Of(record, stalling).Failures);
    }

    [Fact]
    public async Task Only_source_that_stalls_goes_on_where_it_was()
    {
        var stalls = 0;
        var origin = _scene.Add(_ =>
            new()
            {
                StallAfter = Interlocked.Increment(ref stalls) == 2 ? 1_000_000 : null,
                StallFor = TimeSpan.FromMilliseconds(600),
            }
        );

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(_scene.Of(record, origin).Bytes, Bytes, Bytes + 100);
        Assert.True(_scene.Seen.Saw(origin.Url(), SourceState.Stalled));
    }

    [Fact]
    public async Task Only_source_that_is_dead_silent_is_closed_and_asked_again()
    {
        var stalls = 0;
        _scene.Add(_ => new() { StallAfter = Interlocked.Increment(ref stalls) == 2 ? 1_000_000 : null });
        _scene.Change(o => o with { Planning = o.Planning with { DeadAfter = TimeSpan.FromMilliseconds(600) } });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(1, record.Sources[0].Failures);
    }

    [Fact]
    public async Task Source_that_never_answers_does_not_hold_the_file_up()
    {
        var mute = _scene.Add(Misbehaviour.NoAnswer);
        _scene.Add(good: 2);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, _scene.Of(record, mute).Bytes);
    }

    [Fact]
    public async Task Only_source_that_never_answers_is_a_clear_failure()
    {
        _scene.Add(Misbehaviour.NoAnswer);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(200) });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("no answer within", record.Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Source_that_falls_mute_after_its_first_answer_is_a_clear_failure()
    {
        _scene.Add(r => _scene.IsSegment(r) ? Misbehaviour.NoAnswer : Misbehaviour.None);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(200) });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Equal(SourceState.Failed, record.Sources[0].State);
    }

    [Fact]
    public async Task Head_that_comes_byte_by_byte_is_no_answer_however_alive_it_looks()
    {
        _scene.Add(new Misbehaviour { HeadBytePause = TimeSpan.FromMilliseconds(50) });
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(300) });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("no answer within", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_that_comes_byte_by_byte_but_in_time_is_an_answer()
    {
        _scene.Add(new Misbehaviour { HeadBytePause = TimeSpan.FromTicks(1) });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Sample_that_trickles_does_not_keep_the_source_pending_for_ever()
    {
        _scene.Add(r => _scene.IsSegment(r) ? Misbehaviour.None : new() { BytesPerSecond = 20 });
        var dead = await Scene.DeadUrlAsync();
        _scene.FurtherUrls.Add(dead);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(300) });

        await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);
    }

    [Fact]
    public async Task Refusal_whose_body_trickles_is_told_at_once()
    {
        var asked = 0;
        _scene.Add(r =>
            _scene.IsSegment(r) && Interlocked.Increment(ref asked) > 0
                ? new() { Status = 404, BytesPerSecond = 1 }
                : Misbehaviour.None
        );

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("404", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Far_slower_source_loses_its_range_to_the_others()
    {
        var slow = _scene.Add();
        slow.BytesPerSecond = 20_000;
        var one = _scene.Add();
        var two = _scene.Add();
        one.BytesPerSecond = two.BytesPerSecond = 4_000_000;
        _scene.Change(o => o with { Planning = o.Planning with { SlowAfter = TimeSpan.FromMilliseconds(100) } });

        var record = await _scene.DownloadRightAsync();

        Assert.True(_scene.Of(record, slow).Bytes < 500_000);
    }

    [Fact]
    public async Task Source_that_closes_after_each_answer_is_connected_anew_without_blame()
    {
        var origin = _scene.Add(new Misbehaviour { NoKeepAlive = true });
        _scene.Add(good: 1);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, _scene.Of(record, origin).Failures);
        Assert.Equal(origin.Requests.Count, origin.ConnectionCount);
    }

    [Fact]
    public async Task Connection_closed_while_idle_is_replaced_without_blame()
    {
        // A length that says nothing about the end of the connection: the client finds out when it asks again.
        var origin = _scene.Add(_ => new() { ShortenTo = 400_000, CloseAfter = 400_000 });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, _scene.Of(record, origin).Failures);
        Assert.True(origin.ConnectionCount > 5);
    }

    [Fact]
    public async Task Connections_beyond_a_servers_cap_are_no_failure_of_the_server()
    {
        var origin = _scene.Add();
        origin.MaxConnections = 1;
        origin.BytesPerSecond = 8_000_000;
        _scene.Change(o => o with { Connections = 3 });

        await _scene.DownloadRightAsync();
    }

    [Theory]
    [InlineData(503)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Refused_second_connection_leaves_the_first_its_work(int status)
    {
        var origin = _scene.Add();
        origin.BytesPerSecond = 8_000_000;
        origin.Behave = r => r.Connection == 0 ? Misbehaviour.None : new() { Status = status };
        _scene.Change(o => o with { Connections = 2 });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Equal_balance_divides_what_a_failing_source_left()
    {
        var dying = _scene.Add(r => _scene.IsSegment(r) ? new() { ResetAfter = 1000 } : Misbehaviour.None);
        _scene.Add(good: 3);
        _scene.Change(o => o with { Balance = Balance.Equal, Checksum = _scene.Checksum });

        var record = await _scene.DownloadRightAsync();

        Assert.True(_scene.Of(record, dying).Failures > 0);
    }

    [Fact]
    public async Task Equal_balance_divides_the_part_of_a_source_that_never_came()
    {
        _scene.Add(good: 2);
        _scene.FurtherUrls.Add(await Scene.DeadUrlAsync());
        _scene.Change(o => o with { Balance = Balance.Equal });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Equal_balance_divides_the_part_of_a_source_that_stalls()
    {
        _scene.Add(r => _scene.IsSegment(r) ? new() { StallAfter = 70_000 } : Misbehaviour.None);
        _scene.Add(good: 2);
        _scene.Change(o => o with { Balance = Balance.Equal });

        await _scene.DownloadRightAsync();
    }
}
