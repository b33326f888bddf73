using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>What a program does with a download while it runs.</summary>
public sealed class SteeringTests : IAsyncDisposable
{
    private readonly Scene _scene = new(8 << 20);

    public SteeringTests() => _scene.Change(o => o with { StallTimeout = TimeSpan.FromSeconds(10) });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Paused_download_has_no_connection_and_goes_on_when_resumed()
    {
        var origin = Slow();
        var download = Start(origin);
        await _scene.Seen.WaitForAsync(p => p.Bytes >= 1 << 20);

        download.Pause();
        await origin.WaitUntilAsync(o => o.OpenConnections == 0);
        Assert.False(download.Completion.IsCompleted);
        origin.BytesPerSecond = null;
        download.Resume();

        await HoldRightAsync(download);
        Assert.Equal(TransferOutcome.Ok, (await download.Completion).Record.Outcome);
    }

    [Fact]
    public async Task Added_source_brings_the_rest_when_the_first_is_removed()
    {
        var first = Slow();
        var second = _scene.Add();
        var download = Start(first);
        await _scene.Seen.WaitForAsync(p => p.Bytes >= 1 << 20);

        download.AddSource(Address(second));
        await second.WaitUntilAsync(o => o.Requests.Count > 0);
        download.RemoveSource(Address(first));

        await HoldRightAsync(download);
        var record = (await download.Completion).Record;
        Assert.Equal(2, record.Sources.Count);
        Assert.True(_scene.Of(record, second).Bytes > 0);
    }

    [Fact]
    public async Task Added_source_with_another_file_brings_nothing_and_ends_nothing()
    {
        var first = Slow();
        var liar = _scene.Add(file: _scene.Lie);
        var download = Start(first);
        await _scene.Seen.WaitForAsync(p => p.Bytes >= 1 << 20);

        download.AddSource(Address(liar));
        await liar.WaitUntilAsync(o => o.Requests.Count > 0);
        first.BytesPerSecond = null;

        await HoldRightAsync(download);
        Assert.Equal(SourceState.Rejected, _scene.Of((await download.Completion).Record, liar).State);
    }

    [Fact]
    public async Task Download_whose_last_source_is_removed_ends_unavailable()
    {
        var origin = Slow();
        var download = Start(origin);
        await _scene.Seen.WaitForAsync(p => p.Bytes >= 1 << 20);

        download.RemoveSource(Address(origin));

        Assert.Equal(DownloadEnd.Unavailable, (await download.Completion).End);
    }

    [Fact]
    public async Task What_is_told_before_it_has_begun_is_done_when_it_begins()
    {
        var origin = _scene.Add();
        var download = Start(origin);
        download.Pause();
        download.Resume();

        await HoldRightAsync(download);
        download.Pause();
    }

    [Fact]
    public async Task Own_limit_is_no_stall_however_low_it_is()
    {
        await using var scene = new Scene(6);
        scene.Add(good: 2);
        scene.Change(o => o with { LimitRate = BitRate.FromBytesPerSecond(2) });

        var record = await scene.DownloadRightAsync();

        Assert.DoesNotContain(scene.Seen.Changes, c => c.State is SourceState.Stalled or SourceState.Failed);
        Assert.Equal(0, record.Sources.Sum(s => s.Failures));
    }

    [Fact]
    public async Task Explanation_names_what_held_the_source_back()
    {
        await using var scene = new Scene(32 << 10);
        scene.Add();
        scene.Change(o => o with { LimitRate = BitRate.FromBytesPerSecond(32 << 10) });

        var result = await scene.DownloadAsync();

        Assert.Contains(result.Explanation, line => line.Contains("receiver limited", StringComparison.Ordinal));
    }

    private MisbehavingOrigin Slow()
    {
        var origin = _scene.Add();
        origin.BytesPerSecond = 2 << 20;
        return origin;
    }

    private Download Start(MisbehavingOrigin origin) =>
        new Downloader(_scene.Options).Start([Address(origin)], _scene.Target, _scene.Seen, Scene.Ct);

    private static SourceAddress Address(MisbehavingOrigin origin) => SourceAddress.Parse(origin.Url());

    private async Task HoldRightAsync(Download download)
    {
        var result = await download.Completion.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Scene.Ct);
        Assert.True(result.End == DownloadEnd.Done, $"{result.End}: {Scene.Describe(result.Record)}");
        Scene.HoldSums(result.Record);
        _scene.HoldRight(result.Record);
    }
}
