using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>A server links to the Metalink of its file, which comes only when the download is well on its way.</summary>
public sealed class LateMetalinksTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private const int Flipped = 5 * Scene.PieceSize;
    private readonly Scene _scene = new(Bytes);
    private readonly TaskCompletionSource _answer = new();

    public LateMetalinksTests() => _scene.Change(o => o with { Objections = TimeSpan.FromSeconds(20) });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(Bytes / 2, false)]
    [InlineData(Bytes, false)]
    [InlineData(Bytes / 2, true)]
    public async Task Flipped_byte_that_is_there_already_is_found(long before, bool isWholeOnly)
    {
        var flips = 1;
        Add(r =>
            new()
            {
                IgnoreRange = isWholeOnly,
                FlipByteAt = IsOfFlipped(r, isWholeOnly) && Interlocked.Exchange(ref flips, 0) == 1 ? Flipped : null,
            }
        );

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitForAsync(p => p.Bytes >= before);
        _answer.SetResult();

        Assert.Equal(Verification.Pieces, (await download).Verified);
        Assert.Equal(0, flips);
    }

    [Fact]
    public async Task Mirror_that_brought_a_flipped_byte_is_convicted_although_the_hash_of_the_whole_has_passed_it()
    {
        await using var mirror = new MisbehavingOrigin(_scene.File.Bytes, _ => new() { FlipByteAt = Flipped });
        mirror.BytesPerSecond = 1_000_000;
        Add(_ => new() { Fields = [("Link", $"<{mirror.Url()}>; rel=duplicate")] });
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitForAsync(p => p.Bytes >= Bytes * 3 / 4);
        _answer.SetResult();

        Assert.Equal(Verification.Sha256, (await download).Verified);
    }

    [Fact]
    public async Task Piece_that_it_shows_to_be_wrong_is_not_claimed_any_more()
    {
        var isFirst = true;
        var sent = new TaskCompletionSource();
        Add(r =>
            !isFirst ? Misbehaviour.None
            : sent.Task.IsCompleted && _scene.IsSegment(r) ? Misbehaviour.NoAnswer
            : new() { FlipByteAt = Flipped }
        );
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromSeconds(20) });
        using (var stop = new CancellationTokenSource())
        {
            var download = _scene.DownloadUntilAsync(stop.Token);
            await _scene.Seen.WaitForAsync(p => p.Bytes >= Bytes / 2);
            sent.SetResult();
            _answer.SetResult();
            await _scene.Seen.WaitUntilAsync(() =>
                _scene.Seen.Notices.Any(n => n.Contains("is wrong", StringComparison.Ordinal))
            );
            await stop.CancelAsync();
            Assert.Equal(DownloadEnd.Cancelled, (await download).End);
        }
        isFirst = false;
        _isGone = true;

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task One_that_never_comes_holds_nothing_up()
    {
        Add(_ => Misbehaviour.None);
        _scene.Change(o =>
            o with
            {
                ResponseTimeout = TimeSpan.FromMinutes(5),
                Objections = TimeSpan.FromMilliseconds(100),
            }
        );

        Assert.Equal(Verification.Size, (await _scene.DownloadRightAsync()).Verified);
    }

    private bool _isGone;

    private void Add(Func<TestRequest, Misbehaviour> behave)
    {
        var origin = _scene.Add(r =>
            !r.Target.EndsWith(".meta4", StringComparison.Ordinal) ? Linked(behave(r))
            : _isGone ? new() { Status = 404 }
            : new()
            {
                Content = _scene.Metalink(),
                IgnoreRange = true,
                HoldUntil = _answer.Task,
            }
        );
        origin.BytesPerSecond = 4_000_000;
    }

    private static Misbehaviour Linked(Misbehaviour behaviour) =>
        behaviour with
        {
            Fields =
            [
                .. behaviour.Fields,
                ("Link", "<file.bin.meta4>; rel=describedby; type=\"application/metalink4+xml\""),
            ],
        };

    private bool IsOfFlipped(TestRequest request, bool isWholeOnly) =>
        _scene.IsSegment(request)
        && (
            isWholeOnly
            || request.RangeIn(Bytes) is { } range && range.From <= Flipped && Flipped < range.From + range.Length
        );
}
