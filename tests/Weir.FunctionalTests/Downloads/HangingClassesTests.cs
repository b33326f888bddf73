using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Sources with a wrong file that hang when it has been disproved, or that others wait for in vain.</summary>
public sealed class HangingClassesTests : IAsyncDisposable
{
    private readonly Scene _scene = new(2 << 20);

    public HangingClassesTests() => _scene.Change(o => o with { Checksum = _scene.Checksum });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_hangs_does_not_hold_up_the_class_that_comes_next(bool isInHead)
    {
        var liar = _scene.Add(file: _scene.Lie);
        var hanging = _scene.Add(
            r =>
                !_scene.IsSegment(r) ? Misbehaviour.None
                : isInHead ? Misbehaviour.NoAnswer
                : new() { StallAfter = 5000 },
            _scene.Lie
        );
        _scene.Add(_ => new() { HoldUntil = hanging.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment)) });
        liar.BytesPerSecond = 8_000_000;
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromSeconds(20) });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, liar).State);
        Assert.Equal(SourceState.Rejected, _scene.Of(record, hanging).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_waits_for_ever_for_one_that_never_says_what_it_has(bool trickles)
    {
        _scene.Add(file: _scene.Lie);
        _scene.Add(trickles ? new() { HeadBytePause = TimeSpan.FromMilliseconds(50) } : Misbehaviour.NoAnswer);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(200) });

        await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Next_class_that_hangs_too_is_a_clear_failure()
    {
        _scene.Add(file: _scene.Lie);
        _scene.Add(r => _scene.IsSegment(r) ? Misbehaviour.NoAnswer : Misbehaviour.None);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(200) });

        var result = await _scene.DownloadAsync();

        Assert.True(
            result.End is DownloadEnd.Unavailable or DownloadEnd.Corrupt,
            $"{result.End}: {Scene.Describe(result.Record)}"
        );
        Assert.False(string.IsNullOrWhiteSpace(result.Record.Error));
    }
}
