using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Files of which only what is damaged is fetched.</summary>
public sealed class RepairTests : IAsyncDisposable
{
    private const int Bytes = (4 << 20) + 3;
    private readonly Scene _scene = new(Bytes);

    public RepairTests() => _scene.Change(o => o with { Size = Bytes, Pieces = _scene.Pieces });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Only_damaged_pieces_are_fetched()
    {
        _scene.Add(good: 2);
        await DamageAsync(bytes =>
        {
            bytes[5] ^= 1;
            bytes[Bytes / 2] ^= 1;
        });

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.Equal(DownloadEnd.Done, result.End);
        _scene.HoldRight(result.Record);
        Assert.Equal(2, result.DamagedPieces);
        Assert.Equal(Bytes - (2 * Scene.PieceSize), result.Record.ResumedBytes);
        Assert.Equal(Verification.Pieces, result.Record.Verified);
    }

    [Fact]
    public async Task Sound_file_stays_the_file_that_it_is()
    {
        _scene.Add(good: 1);
        await DamageAsync(_ => { });
        var before = File.GetLastWriteTimeUtc(_scene.Target);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.Equal(0, result.DamagedPieces);
        Assert.False(result.IsReplaced);
        Assert.Equal(before, File.GetLastWriteTimeUtc(_scene.Target));
        _scene.HoldRight(result.Record);
    }

    [Theory]
    [InlineData(-100_000)]
    [InlineData(100_000)]
    public async Task File_of_another_length_is_repaired_too(int more)
    {
        _scene.Add(good: 1);
        await DamageAsync(_ => { });
        await using (var file = File.OpenWrite(_scene.Target))
            file.SetLength(Bytes + more);

        _scene.HoldRight((await _scene.RepairAsync(Scene.Ct)).Record);
    }

    [Fact]
    public async Task Metalink_that_a_server_links_to_will_do()
    {
        _scene.Change(o => o with { Size = null, Pieces = null });
        _scene.Add(r =>
            r.Target.EndsWith(".meta4", StringComparison.Ordinal)
                ? new Misbehaviour { Content = _scene.Metalink(), IgnoreRange = true }
                : new Misbehaviour
                {
                    Fields = [("Link", "<file.bin.meta4>; rel=describedby; type=\"application/metalink4+xml\"")],
                }
        );
        await DamageAsync(bytes => bytes[77] ^= 1);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.Equal(1, result.DamagedPieces);
        _scene.HoldRight(result.Record);
    }

    [Fact]
    public async Task Without_hashes_of_pieces_nothing_is_touched()
    {
        _scene.Change(o => o with { Size = null, Pieces = null });
        _scene.Add(good: 1);
        var damaged = await DamageAsync(bytes => bytes[77] ^= 1);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.Equal(DownloadEnd.Irreconcilable, result.End);
        Assert.Contains("Metalink", result.Record.Error, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_scene.Target, Scene.Ct));
    }

    [Fact]
    public async Task Source_that_brings_a_damaged_piece_too_does_not_change_the_file()
    {
        _scene.Add(new Misbehaviour { FlipByteAt = 77 });
        var damaged = await DamageAsync(bytes => bytes[77] ^= 1);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.Equal(DownloadEnd.Corrupt, result.End);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_scene.Target, Scene.Ct));
        Assert.Equal(["file.bin"], _scene.Folder.Names());
    }

    [Fact]
    public async Task Repair_that_was_interrupted_is_continued_and_the_file_is_whole_all_the_time()
    {
        var origin = _scene.Add();
        origin.BytesPerSecond = 1_000_000;
        var damaged = await DamageAsync(bytes => bytes.AsSpan(0, Bytes / 2).Clear());
        using (var stop = new CancellationTokenSource())
        {
            var repair = _scene.RepairAsync(stop.Token);
            await _scene.Seen.WaitForAsync(p => p.Bytes > (Bytes / 2) + (3 * Scene.PieceSize));
            await stop.CancelAsync();
            Assert.Equal(DownloadEnd.Cancelled, (await repair).End);
        }
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_scene.Target, Scene.Ct));
        origin.BytesPerSecond = null;

        var result = await _scene.RepairAsync(Scene.Ct);

        _scene.HoldRight(result.Record);
        Assert.True(result.Record.ResumedBytes > Bytes / 2);
    }

    [Fact]
    public async Task Part_that_an_earlier_process_had_mended_takes_the_place_of_the_damaged_file()
    {
        _scene.Add(good: 1);
        await DamageAsync(bytes => bytes[77] ^= 1);
        await File.WriteAllBytesAsync(_scene.Part, _scene.File.Bytes.ToArray(), Scene.Ct);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.True(result.IsReplaced);
        _scene.HoldRight(result.Record);
    }

    [Theory]
    [InlineData("is not there")]
    [InlineData("is of another file")]
    [InlineData("says nothing of pieces")]
    public async Task Metalink_of_another_source_is_asked_for_when_that_of_the_first(string trouble)
    {
        _scene.Change(o => o with { Size = null, Pieces = null });
        for (var i = 0; i < 3; i++)
            _scene.Add(r => MetalinkAnswer(r, trouble));
        _scene.Add(r => MetalinkAnswer(r, ""));
        await DamageAsync(bytes => bytes[77] ^= 1);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.True(result.End == DownloadEnd.Done, Scene.Describe(result.Record));
        Assert.Equal(1, result.DamagedPieces);
        _scene.HoldRight(result.Record);
    }

    [Fact]
    public async Task Metalink_that_a_server_has_to_make_first_is_asked_for_again_when_it_says()
    {
        _scene.Change(o => o with { Size = null, Pieces = null, GiveUp = TimeSpan.FromSeconds(30) });
        var asked = 0;
        _scene.Add(r =>
            r.Target.EndsWith(".meta4", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 1
                ? new Misbehaviour { Status = 503, RetryAfter = TimeSpan.FromSeconds(1) }
                : MetalinkAnswer(r, "")
        );
        await DamageAsync(bytes => bytes[77] ^= 1);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.True(result.End == DownloadEnd.Done, Scene.Describe(result.Record));
        Assert.Equal(2, asked);
        _scene.HoldRight(result.Record);
    }

    private Misbehaviour MetalinkAnswer(TestRequest request, string trouble) =>
        !request.Target.EndsWith(".meta4", StringComparison.Ordinal)
            ? new() { Fields = [("Link", "<file.bin.meta4>; rel=describedby; type=\"application/metalink4+xml\"")] }
            : trouble switch
            {
                "is not there" => new() { Status = 404 },
                "is of another file" => new() { Content = "<metalink/>"u8.ToArray(), IgnoreRange = true },
                "says nothing of pieces" => new()
                {
                    Content = System.Text.Encoding.UTF8.GetBytes(
                        $"<metalink xmlns=\"urn:ietf:params:xml:ns:metalink\"><file name=\"f\"><size>{Bytes}</size><url>{_scene.Origins[0].Url()}</url></file></metalink>"
                    ),
                    IgnoreRange = true,
                },
                _ => new() { Content = _scene.Metalink(), IgnoreRange = true },
            };

    private async Task<byte[]> DamageAsync(Action<byte[]> damage)
    {
        var bytes = _scene.File.Bytes.ToArray();
        damage(bytes);
        await File.WriteAllBytesAsync(_scene.Target, bytes, Scene.Ct);
        return bytes;
    }
}
