using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Writing;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Downloads whose pieces have known hashes.</summary>
public sealed class PiecesTests : IAsyncDisposable
{
    private const int Bytes = (4 << 20) + 5;
    private const int PieceSize = Scene.PieceSize;
    private readonly Scene _scene = new(Bytes);

    public PiecesTests() => _scene.Change(o => o with { Size = Bytes, Pieces = _scene.Pieces });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task File_is_proven_by_its_pieces(int sources)
    {
        _scene.Add(sources);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(Verification.Pieces, record.Verified);
        Assert.Null(record.Sha256);
    }

    [Fact]
    public async Task With_a_checksum_as_well_the_whole_is_hashed_too()
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        Assert.Equal(Verification.Sha256, (await _scene.DownloadRightAsync()).Verified);
    }

    [Fact]
    public async Task Where_pieces_suffice_the_checksum_from_the_same_place_is_not_computed_again()
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Checksum = _scene.Checksum, PiecesSuffice = true });

        Assert.Equal(Verification.Pieces, (await _scene.DownloadRightAsync()).Verified);
    }

    [Theory]
    [InlineData(1, Balance.Dynamic)]
    [InlineData(3, Balance.Dynamic)]
    [InlineData(3, Balance.Equal)]
    public async Task Single_flipped_byte_convicts_its_source_and_costs_only_its_piece(int good, Balance balance)
    {
        var liar = _scene.Add(new Misbehaviour { Content = Altered(1 << 20) });
        _scene.Add(good);
        // So that the liar brings some of it.
        foreach (var origin in _scene.Origins.Skip(1))
            origin.BytesPerSecond = 4_000_000;
        _scene.Change(o => o with { Balance = balance });

        var record = await _scene.DownloadRightAsync();

        var guilty = _scene.Of(record, liar);
        if (guilty.Bytes > (2 << 20) / (good + 1))
        {
            Assert.Equal(SourceState.Rejected, guilty.State);
            Assert.Contains("piece ", guilty.Reason, StringComparison.Ordinal);
            Assert.Contains("bytes ", guilty.Reason, StringComparison.Ordinal);
        }
        Assert.All(_scene.Origins.Skip(1), o => Assert.NotEqual(SourceState.Rejected, _scene.Of(record, o).State));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PieceSize)] // The liar has been asked for its piece a second time when the other comes back.
    public async Task Proven_pieces_of_a_liar_stay(int extra)
    {
        _scene.Change(o => o with { GiveUp = TimeSpan.FromSeconds(20) });
        var liar = _scene.Add(new Misbehaviour { FlipByteAt = (5 * PieceSize) + 7 });
        var other = _scene.Add(r =>
            _scene.IsSegment(r) && _scene.Origins[0].BodyBytesSent < Bytes + extra - (1 << 10)
                ? new Misbehaviour { Status = 503 }
                : Misbehaviour.None
        );

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, liar).State);
        Assert.Contains(
            $"bytes {(5 * PieceSize) + 7}-{(5 * PieceSize) + 7}",
            _scene.Of(record, liar).Reason,
            StringComparison.Ordinal
        );
        Assert.InRange(_scene.Of(record, other).Bytes, 1, Bytes / 2);
    }

    [Fact]
    public async Task Piece_that_is_wrong_from_every_source_ends_as_corrupt_and_is_named()
    {
        for (var i = 0; i < 3; i++)
            _scene.Add(new Misbehaviour { FlipByteAt = (9 * PieceSize) + i });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.Contains(
            $"piece 9 (bytes {9 * PieceSize}-{(10 * PieceSize) - 1})",
            record.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Only_source_that_spoils_a_piece_once_is_asked_again_and_kept()
    {
        var asked = 0;
        _scene.Add(r =>
            _scene.IsSegment(r) && Interlocked.Increment(ref asked) == 1
                ? new Misbehaviour { FlipByteAt = 3 * PieceSize }
                : Misbehaviour.None
        );

        var record = await _scene.DownloadRightAsync();

        Assert.NotEqual(SourceState.Rejected, record.Sources[0].State);
        Assert.InRange(record.WastedBytes, PieceSize, 2 * PieceSize);
    }

    [Fact]
    public async Task Source_without_ranges_that_sends_a_wrong_piece_makes_way_for_another()
    {
        _scene.Add(new Misbehaviour { IgnoreRange = true, FlipByteAt = 100 });
        _scene.Add(Misbehaviour.WholeFile);

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Who_only_ended_a_piece_that_another_began_wrong_is_not_blamed_for_it()
    {
        const int Broken = (3 * Scene.PieceSize) + 1000;
        var broken = new TaskCompletionSource();
        var guilty = _scene.Add(r =>
        {
            if (!_scene.IsSegment(r) || !broken.TrySetResult())
                return new() { IgnoreRange = true, NeverAnswer = _scene.IsSegment(r) };
            return new()
            {
                IgnoreRange = true,
                FlipByteAt = Broken - 10,
                CloseAfter = Broken,
            };
        });
        for (var i = 0; i < 2; i++)
            _scene.Add(r => new() { IgnoreRange = true, HoldUntil = broken.Task });

        var record = await _scene.DownloadRightAsync();

        Assert.All(
            _scene.Origins.Where(o => o != guilty),
            o => Assert.NotEqual(SourceState.Rejected, _scene.Of(record, o).State)
        );
    }

    [Fact]
    public async Task Source_with_another_file_of_the_same_size_only_loses_its_pieces()
    {
        var liar = _scene.Add(file: _scene.Lie);
        _scene.Add(good: 2);

        var record = await _scene.DownloadRightAsync();

        if (_scene.Of(record, liar).Bytes > 2 * PieceSize)
            Assert.Equal(SourceState.Rejected, _scene.Of(record, liar).State);
    }

    [Fact]
    public async Task Stale_ranges_of_an_older_version_from_a_cache_are_found_by_their_pieces()
    {
        var asked = 0;
        var cache = _scene.Add(r =>
            _scene.IsSegment(r) && Interlocked.Increment(ref asked) % 2 == 1
                ? new Misbehaviour { Content = _scene.Lie.Bytes }
                : Misbehaviour.None
        );
        _scene.Add(good: 1);
        _scene.Origins[1].BytesPerSecond = 8_000_000;

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, cache).State);
    }

    [Fact]
    public async Task File_of_another_size_ends_as_corrupt_before_anything_is_fetched()
    {
        _scene.Add(good: 1);
        _scene.Change(o => o with { Size = Bytes + 1, Pieces = null });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.InRange(record.Sources[0].Bytes, 0, 4096);
    }

    [Theory]
    [InlineData("journal is whole")]
    [InlineData("journal is torn at its first line")]
    [InlineData("journal is zeroed")]
    [InlineData("journal is gone")]
    [InlineData("machine was restarted")]
    [InlineData("part file was edited")]
    [InlineData("journal is of other pieces")]
    public async Task Proven_pieces_are_kept_when(string damage)
    {
        _scene.Add(good: 2);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 4_000_000;
        await _scene.InterruptAfterAsync(Bytes / 2);
        var content = JournalContent.Parse(await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct), out _)!;
        var part = await File.ReadAllBytesAsync(_scene.Part, Scene.Ct);
        var length = (int)new FileInfo(_scene.Journal).Length;
        var kept = content.Claims.Total;
        Assert.True(kept >= PieceSize, $"{kept} claimed");
        byte[]? journal = damage switch
        {
            "journal is torn at its first line" => JournalContent.Line(content.Header)[..40],
            "journal is zeroed" => new byte[length],
            "journal is gone" => [],
            "machine was restarted" => Rewritten(content, content.Header with { BootId = "before" }),
            "journal is of other pieces" => Rewritten(content, content.Header with { Pieces = "others" }),
            _ => null,
        };
        if (journal is not null)
            await File.WriteAllBytesAsync(_scene.Journal, journal, Scene.Ct);
        if (damage == "part file was edited")
        {
            part[(int)content.Claims[0].From] ^= 1;
            await File.WriteAllBytesAsync(_scene.Part, part, Scene.Ct);
            kept -= PieceSize;
        }
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = null;

        var record = await _scene.DownloadRightAsync();

        Assert.True(record.ResumedBytes >= kept, $"{record.ResumedBytes} of {kept}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_that_is_there_already_is_done_when_all_its_pieces_are_right(bool isRight)
    {
        var origin = _scene.Add();
        var bytes = _scene.File.Bytes.ToArray();
        if (!isRight)
            bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(_scene.Target, bytes, Scene.Ct);

        var result = await _scene.DownloadAsync();

        Assert.Equal(isRight ? DownloadEnd.Done : DownloadEnd.Storage, result.End);
        Assert.Equal(isRight ? Verification.Pieces : Verification.None, result.Record.Verified);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_scene.Target, Scene.Ct));
        Assert.Empty(origin.Requests);
    }

    private static byte[] Rewritten(JournalContent content, JournalHeader header) =>
        [
            .. JournalContent.Line(header),
            .. content.Sources.SelectMany(JournalContent.Line),
            .. content.Claims.SelectMany(c => JournalContent.Line(c)),
            .. content.Held.SelectMany(c => JournalContent.Line(new Claim(c, IsHeld: true))),
        ];

    /// <summary>One flipped bit in each so many bytes.</summary>
    private ReadOnlyMemory<byte> Altered(int every)
    {
        var bytes = _scene.File.Bytes.ToArray();
        for (var i = every / 2; i < bytes.Length; i += every)
            bytes[i] ^= 1;
        return bytes;
    }
}
