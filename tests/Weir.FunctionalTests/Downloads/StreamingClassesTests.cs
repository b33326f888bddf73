using Weir.Downloads.Downloading;
using Weir.Downloads.Fetching;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Downloads that are passed on in order, from sources that have different files.</summary>
public sealed class StreamingClassesTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);
    private readonly Output _output = new();

    public async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_passed_on_where_nobody_can_tell_which_file_is_meant()
    {
        _scene.Add(good: 1);
        _scene.Add(file: _scene.Lie);
        _scene.Change(o => o with { Objections = TimeSpan.FromSeconds(20) });

        var result = await _scene.StreamAsync(_output);

        Assert.Equal(DownloadEnd.Irreconcilable, result.End);
        Assert.Equal(0, _output.Length);
    }

    [Fact]
    public async Task Minority_that_answers_first_is_not_passed_on()
    {
        var liar = _scene.Add(file: _scene.Lie);
        for (var i = 0; i < 2; i++)
            _scene.Add(_ => new() { HoldUntil = liar.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment)) });
        _scene.Change(o => o with { Objections = TimeSpan.FromSeconds(20) });

        HoldRight(await _scene.StreamAsync(_output));
    }

    [Fact]
    public async Task Majority_that_comes_late_does_not_end_what_a_checksum_will_prove()
    {
        var honest = _scene.Add();
        honest.BytesPerSecond = 300_000;
        var liars = new[] { AddLate(), AddLate() };
        _scene.Change(o =>
            o with
            {
                Checksum = _scene.Checksum,
                Objections = TimeSpan.FromMilliseconds(50),
                ResponseTimeout = TimeSpan.FromSeconds(30),
            }
        );

        var download = _scene.StreamAsync(_output);
        foreach (var liar in liars)
            await liar.WaitUntilAsync(o => o.Requests.Count >= Samples.Of(Bytes).Count);
        await _scene.Seen.WaitForAsync(p => p.Bytes >= Bytes / 8);
        honest.BytesPerSecond = null;

        HoldRight(await download);

        MisbehavingOrigin AddLate() => _scene.Add(_ => new() { HoldUntil = _output.Begun }, _scene.Lie);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Source_of_what_was_begun_that_dies_is_waited_for_and_no_other_file_goes_on(bool returns)
    {
        var honest = _scene.Add();
        honest.BytesPerSecond = 1_000_000;
        _scene.Add(_ => new() { HoldUntil = _output.Begun }, _scene.Lie);
        _scene.Change(o =>
            o with
            {
                Checksum = _scene.Checksum,
                Objections = TimeSpan.FromMilliseconds(50),
                ResponseTimeout = TimeSpan.FromSeconds(30),
                GiveUp = returns ? TimeSpan.FromSeconds(25) : TimeSpan.FromMilliseconds(500),
            }
        );

        var download = _scene.StreamAsync(_output);
        await _output.Begun;
        await _scene.Seen.WaitForAsync(p => p.Bytes >= Bytes / 4);
        await honest.StopAsync();
        if (returns)
        {
            await _scene.Seen.WaitUntilAsync(() =>
                _scene.Seen.Notices.Any(n => n.Contains("waiting up to", StringComparison.Ordinal))
            );
            honest.BytesPerSecond = null;
            honest.Start();
            HoldRight(await download);
            return;
        }
        var result = await download;

        Assert.True(result.End == DownloadEnd.Unavailable, $"{result.End}: {Scene.Describe(result.Record)}");
        Assert.True(
            _scene.File.Bytes.Span.StartsWith(_output.ToArray()),
            "something else than the beginning of the file was passed on"
        );
    }

    private void HoldRight(DownloadResult result)
    {
        Assert.True(result.End == DownloadEnd.Done, $"{result.End}: {Scene.Describe(result.Record)}");
        Assert.True(_output.ToArray().AsSpan().SequenceEqual(_scene.File.Bytes.Span), "wrong bytes");
    }

    /// <summary>Keeps what it gets, and tells when the first of it comes.</summary>
    private sealed class Output : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            _begun.TrySetResult();
        }
    }
}
