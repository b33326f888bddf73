using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Origin;
using Weir.Measurements.Records;
using Weir.Testing.Origins;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Downloads;

/// <summary>A pause, or the end of a source, at an awkward moment.</summary>
public sealed class PausesTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public PausesTests() =>
        _scene.Change(o =>
            o with
            {
                StallTimeout = TimeSpan.FromSeconds(20),
                ResponseTimeout = TimeSpan.FromMinutes(2),
                ConnectTimeout = TimeSpan.FromMinutes(1),
                GiveUp = TimeSpan.FromSeconds(20),
            }
        );

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_closes_the_connection_of_who_is_still_asked_for_the_first_time(bool isHeld)
    {
        var isMute = true;
        var origin = _scene.Add(_ =>
            !isMute ? Misbehaviour.None
            : isHeld ? Held
            : new() { HeadBytePause = TimeSpan.FromMilliseconds(300) }
        );
        var download = Start();
        await origin.WaitUntilAsync(o => o.Requests.Count == 1);

        download.Pause();
        await origin.WaitUntilAsync(o => o.OpenConnections == 0);
        isMute = false;
        download.Resume();

        await HoldRightAsync(download);
    }

    [Fact]
    public async Task Source_that_is_removed_while_it_holds_its_first_answer_is_left()
    {
        var held = _scene.Add(Held);
        var good = _scene.Add();
        good.BytesPerSecond = 50_000;
        var download = Start();
        await held.WaitUntilAsync(o => o.Requests.Count == 1);

        download.RemoveSource(SourceAddress.Parse(held.Url()));
        await held.WaitUntilAsync(o => o.OpenConnections == 0);
        Assert.False(download.Completion.IsCompleted);
        good.BytesPerSecond = null;

        await HoldRightAsync(download);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_while_who_is_to_bring_a_wrong_piece_anew_is_connected(bool isResumedMeanwhile)
    {
        var (begun, noticed) = (Signal(), Signal());
        var guilty = _scene.Add(r => _scene.IsSegment(r) ? new() { HoldUntil = begun.Task } : new(), _scene.Lie);
        await using var honest = new MisbehavingOrigin(_scene.File.Bytes, BehaveHonestly);
        await using var front = new TlsFront(honest, TestCertificate.Localhost.Leaf);
        _scene.Change(o =>
            o with
            {
                Size = Bytes,
                Pieces = _scene.Pieces,
                Trust = PeerTrust.Create(null, null, isInsecure: true, out _)!,
            }
        );
        var download = Start(front.Url());
        await _scene.Seen.WaitUntilAsync(() =>
            _scene.Seen.Notices.Any(n => n.Contains("is wrong", StringComparison.Ordinal))
        );
        var release = Signal();
        front.HoldUntil = release.Task;
        noticed.SetResult();
        await front.Held;

        download.Pause();
        await guilty.WaitUntilAsync(o => o.OpenConnections == 0);
        var asked = honest.Requests.Count;
        if (isResumedMeanwhile)
            download.Resume();
        release.SetResult();
        if (!isResumedMeanwhile)
        {
            await honest.WaitUntilAsync(o => o.OpenConnections == 0);
            Assert.Equal(asked, honest.Requests.Count);
            download.Resume();
        }

        await HoldRightAsync(download);
        var record = (await download.Completion).Record;
        Assert.Equal(SourceState.Rejected, _scene.Of(record, guilty).State);
        Assert.Equal(0, record.Sources.Single(s => s.Url == front.Url()).Failures);

        // Each request takes a connection of its own, and the first segment lasts until a piece of the other is wrong.
        Misbehaviour BehaveHonestly(TestRequest request)
        {
            if (!_scene.IsSegment(request))
                return new() { NoKeepAlive = true };
            begun.TrySetResult();
            return new()
            {
                NoKeepAlive = true,
                StallAfter = 1000,
                StallUntil = noticed.Task,
            };
        }
    }

    /// <summary>For minutes; the origin notices that nobody is there any more when it says so again.</summary>
    private static Misbehaviour Held =>
        new() { Interim = [.. Enumerable.Repeat(102, 10_000)], InterimPause = TimeSpan.FromMilliseconds(30) };

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Download Start(params string[] further) =>
        new Downloader(_scene.Options).Start(
            [.. _scene.Origins.Select(o => o.Url()).Concat(further).Select(SourceAddress.Parse)],
            _scene.Target,
            _scene.Seen,
            Scene.Ct
        );

    private async Task HoldRightAsync(Download download)
    {
        var result = await download.Completion.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Scene.Ct);
        Assert.True(result.End == DownloadEnd.Done, $"{result.End}: {Scene.Describe(result.Record)}");
        Scene.HoldSums(result.Record);
        _scene.HoldRight(result.Record);
    }
}
