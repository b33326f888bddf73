using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Answers that come with the hash of their body (RFC 9530).</summary>
public sealed class BodyDigestTests : IAsyncDisposable
{
    private const int Bytes = (8 << 20) + 3;
    private const int Spoilt = 5 << 20;

    private static readonly Misbehaviour Declaring = new() { DeclaresBody = true };

    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Where_nothing_else_proves_the_bytes_each_segment_is_asked_for_with_its_hash(int sources)
    {
        for (var i = 0; i < sources; i++)
            _scene.Add(Declaring);

        await _scene.DownloadRightAsync();

        Assert.All(Segments(), r => Assert.NotNull(r.Header("Want-Content-Digest")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Byte_spoilt_on_the_way_is_a_failure_of_its_source_and_never_claimed(bool isChunked)
    {
        var spoilt = 0;
        var origin = _scene.Add(r =>
            r.RangeIn(Bytes) is { } range
            && range.From <= Spoilt
            && Spoilt < range.From + range.Length
            && Interlocked.Increment(ref spoilt) == 1
                ? Declaring with
                {
                    FlipByteAt = Spoilt,
                    Chunked = isChunked,
                }
                : Declaring
        );

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(2, spoilt);
        Assert.Equal(1, _scene.Of(record, origin).Failures);
        Assert.InRange(record.WastedBytes, 1, 3 << 20);
    }

    [Fact]
    public async Task Source_whose_bytes_never_have_their_hash_is_given_up_with_the_reason()
    {
        _scene.Add(r => _scene.IsSegment(r) ? Declaring with { FlipByteAt = r.RangeIn(Bytes)!.Value.From } : Declaring);

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Equal(SourceState.Failed, record.Sources[0].State);
        Assert.Contains("Content-Digest", record.Sources[0].Reason, StringComparison.Ordinal);
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Another_source_brings_what_one_sends_with_the_wrong_hash()
    {
        var bad = _scene.Add(r =>
            _scene.IsSegment(r) ? Declaring with { FlipByteAt = r.RangeIn(Bytes)!.Value.From } : Declaring
        );
        _scene.Add(good: 1);

        var record = await _scene.DownloadRightAsync();

        Assert.All(
            _scene.Of(record, bad).Reason is { } reason ? [reason] : Array.Empty<string>(),
            r => Assert.Contains("Content-Digest", r, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("the source does not answer it")]
    [InlineData("a checksum is known")]
    [InlineData("pieces are known")]
    [InlineData("the client measures")]
    public async Task Segments_are_not_asked_for_with_their_hash_when(string reason)
    {
        _scene.Add(reason == "the source does not answer it" ? Misbehaviour.None : Declaring);
        _scene.Change(o =>
            reason switch
            {
                "a checksum is known" => o with { Checksum = _scene.Checksum },
                "pieces are known" => o with { Size = Bytes, Pieces = _scene.Pieces },
                "the client measures" => o with { Mirrors = false },
                _ => o,
            }
        );

        await _scene.DownloadRightAsync();

        Assert.All(Segments(), r => Assert.Null(r.Header("Want-Content-Digest")));
    }

    private TestRequest[] Segments()
    {
        var segments = _scene.Origins.SelectMany(o => o.Requests).Where(_scene.IsSegment).ToArray();
        Assert.NotEmpty(segments);
        return segments;
    }
}
