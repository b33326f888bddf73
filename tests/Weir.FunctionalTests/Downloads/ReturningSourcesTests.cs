using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>The hash is wrong, and the only source that could set it right is not there: it may come back.</summary>
public sealed class ReturningSourcesTests : IAsyncDisposable
{
    private const int Bytes = 2 << 20;
    private readonly Scene _scene = new(Bytes);

    public ReturningSourcesTests() =>
        _scene.Change(o => o with { Checksum = _scene.Checksum, GiveUp = TimeSpan.FromSeconds(20) });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Source_that_was_given_up_before_the_hash_was_wrong_sets_it_right_when_it_comes_back()
    {
        var guilty = _scene.Add(new Misbehaviour { FlipByteAt = Bytes / 3 });
        var honest = _scene.Add(r => _scene.IsSegment(r) ? Misbehaviour.NoAnswer : Misbehaviour.None);
        guilty.BytesPerSecond = 4_000_000;

        var download = _scene.DownloadRightAsync();
        await honest.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment));
        await honest.StopAsync();
        await AwaitWaitingAsync();
        honest.Behave = _ => Misbehaviour.None;
        honest.Start();

        Assert.Equal(SourceState.Rejected, _scene.Of(await download, guilty).State);
    }

    [Fact]
    public async Task Source_that_goes_while_it_is_to_set_the_hash_right_may_come_back()
    {
        var guilty = _scene.Add(new Misbehaviour { FlipByteAt = Bytes / 3 });
        var honest = _scene.Add();
        guilty.BytesPerSecond = 4_000_000;
        honest.BytesPerSecond = 200_000;

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitUntilAsync(() =>
            _scene.Seen.Notices.Any(n => n.Contains("fetching from the others", StringComparison.Ordinal))
        );
        await honest.StopAsync();
        await AwaitWaitingAsync();
        honest.BytesPerSecond = null;
        honest.Start();

        await download;
    }

    [Fact]
    public async Task Source_that_never_answered_is_waited_for_when_all_others_are_disproved()
    {
        _scene.Add(file: _scene.Lie);
        var honest = _scene.Add();
        await honest.StopAsync();

        var download = _scene.DownloadRightAsync();
        await AwaitWaitingAsync();
        honest.Start();

        await download;
    }

    [Fact]
    public async Task Source_that_is_busy_at_first_brings_the_piece_that_the_other_has_wrong()
    {
        var guilty = _scene.Add(new Misbehaviour { FlipByteAt = Bytes / 3 });
        var isBusy = true;
        _scene.Add(_ => isBusy ? new() { Status = 503 } : Misbehaviour.None);
        _scene.Change(o => o with { Checksum = null, Size = Bytes, Pieces = _scene.Pieces });

        var download = _scene.DownloadRightAsync();
        await guilty.WaitUntilAsync(o => o.Requests.Count(r => Covers(r, Bytes / 3)) > 1);
        await _scene.Seen.WaitForAsync(p => p.Bytes == Bytes - Scene.PieceSize);
        isBusy = false;

        Assert.Equal(SourceState.Rejected, _scene.Of(await download, guilty).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Among_sources_without_ranges_the_one_with_the_right_file_is_found(bool isGuiltyFirst)
    {
        var told = new TaskCompletionSource();
        Add(isGuilty: isGuiltyFirst, _ => Misbehaviour.None);
        Add(isGuilty: !isGuiltyFirst, _ => new() { HoldUntil = told.Task });

        var download = _scene.DownloadRightAsync();
        await _scene.Origins[0].WaitUntilAsync(o => o.Requests.Count > 1);
        told.SetResult();

        await download;

        void Add(bool isGuilty, Func<TestRequest, Misbehaviour> behave) =>
            _scene.Add(r =>
                behave(r) with
                {
                    IgnoreRange = true,
                    NoETag = true,
                    FlipByteAt = isGuilty ? Bytes / 3 : null,
                }
            );
    }

    [Fact]
    public async Task Nobody_waits_for_a_source_that_has_said_no()
    {
        _scene.Add(new Misbehaviour { FlipByteAt = Bytes / 3 });
        _scene.Add(new Misbehaviour { Status = 404 });

        await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.DoesNotContain(_scene.Seen.Notices, IsOfWaiting);
    }

    private static bool Covers(TestRequest request, long offset) =>
        request.RangeIn(Bytes) is { } range && range.From <= offset && offset < range.From + range.Length;

    private Task AwaitWaitingAsync() => _scene.Seen.WaitUntilAsync(() => _scene.Seen.Notices.Any(IsOfWaiting));

    private static bool IsOfWaiting(string notice) => notice.Contains("waiting up to", StringComparison.Ordinal);
}
