using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Pieces that are fetched anew under a limit of the user's.</summary>
public sealed class PacedPiecesTests : IAsyncDisposable
{
    private const int Bytes = 12 << 10;
    private const int PieceSize = 4 << 10;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task What_several_downloads_may_have_together_is_no_reason_to_give_a_source_up()
    {
        using var hasher = new PieceHasher(new PieceMap(Bytes, PieceSize));
        hasher.Append(_scene.File.Bytes.Span);
        var pieces = hasher.Finish();
        var guilty = _scene.Add(new Misbehaviour { FlipByteAt = 5000 });
        var honest = _scene.Add(new Misbehaviour { HoldUntil = guilty.WaitUntilAsync(o => o.Requests.Any(Covers)) });
        _scene.Change(o =>
            o with
            {
                Size = Bytes,
                Pieces = pieces,
                SharedLimit = new RateLimit(BitRate.FromBytesPerSecond(3000)),
                ResponseTimeout = TimeSpan.FromMilliseconds(800),
            }
        );

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, guilty).State);
        Assert.DoesNotContain(
            _scene.Seen.Changes,
            c => c.Url == honest.Url() && c.Reason?.Contains("in time", StringComparison.Ordinal) == true
        );

        static bool Covers(TestRequest request) =>
            request.RangeIn(Bytes) is { Length: > 1024 } range
            && range.From <= 5000
            && range.From + range.Length > 5000;
    }
}
