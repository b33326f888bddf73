using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Content.Pieces;
using Weir.Downloads.Downloading;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Files that are repaired from sources whose Metalinks contradict each other.</summary>
public sealed class RepairTrustTests : IAsyncDisposable
{
    private const int Bytes = 2 << 20;
    private readonly Scene _scene = new(Bytes);
    private readonly byte[] _damaged;

    /// <summary>The file but for one byte, which samples do not see.</summary>
    private readonly byte[] _forged;

    public RepairTrustTests()
    {
        _scene.Change(o => o with { Objections = TimeSpan.FromSeconds(20) });
        _damaged = _scene.File.Bytes.ToArray();
        _damaged[77] ^= 1;
        File.WriteAllBytes(_scene.Target, _damaged);
        _forged = _scene.File.Bytes.ToArray();
        _forged[Bytes / 3] ^= 1;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Two_that_contradict_each_other_change_nothing_and_are_named(int forger)
    {
        for (var i = 0; i < 2; i++)
            Add(i == forger ? _forged : _scene.File.Bytes.ToArray());

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.True(result.End == DownloadEnd.Irreconcilable, $"{result.End}: {Scene.Describe(result.Record)}");
        Assert.All(_scene.Origins, o => Assert.Contains(o.Url(), result.Record.Error, StringComparison.Ordinal));
        HoldUntouched();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task More_than_half_are_believed(int forger)
    {
        for (var i = 0; i < 3; i++)
            Add(i == forger ? _forged : _scene.File.Bytes.ToArray());

        await RepairRightAsync();
    }

    [Fact]
    public async Task Checksum_says_which_is_meant()
    {
        Add(_forged);
        Add(_forged);
        Add(_scene.File.Bytes.ToArray());
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        await RepairRightAsync();
    }

    [Fact]
    public async Task Metalink_of_who_has_another_file_is_not_believed_by_those_who_are_more()
    {
        Add(_scene.Lie.Bytes.ToArray());
        _scene.Add(good: 2);

        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.True(result.End == DownloadEnd.Irreconcilable, $"{result.End}: {Scene.Describe(result.Record)}");
        HoldUntouched();
    }

    [Fact]
    public async Task Metalink_that_is_long_in_coming_holds_nothing_up()
    {
        Add(_scene.File.Bytes.ToArray());
        Add(_forged, new Misbehaviour { NeverAnswer = true });
        _scene.Change(o =>
            o with
            {
                ResponseTimeout = TimeSpan.FromMinutes(2),
                Objections = TimeSpan.FromMilliseconds(100),
            }
        );

        var repair = RepairRightAsync();

        await repair.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Scene.Ct);
    }

    private async Task RepairRightAsync()
    {
        var result = await _scene.RepairAsync(Scene.Ct);

        Assert.True(result.End == DownloadEnd.Done, $"{result.End}: {Scene.Describe(result.Record)}");
        _scene.HoldRight(result.Record);
    }

    private void HoldUntouched()
    {
        Assert.Equal(_damaged, File.ReadAllBytes(_scene.Target));
        Assert.Equal(["file.bin"], _scene.Folder.Names());
    }

    private void Add(byte[] content, Misbehaviour? onMetalink = null)
    {
        using var hasher = new PieceHasher(new PieceMap(Bytes, Scene.PieceSize));
        hasher.Append(content);
        var metalink = new MetalinkDocument([
            new MetalinkFile("file.bin")
            {
                Size = Bytes,
                Hashes = [new Checksum(HashAlgorithmKind.Sha256, SHA256.HashData(content))],
                Pieces = hasher.Finish(),
            },
        ]).ToUtf8();
        _scene.Add(r =>
            r.Target.EndsWith(".meta4", StringComparison.Ordinal)
                ? (onMetalink ?? Misbehaviour.None) with
                {
                    Content = metalink,
                    IgnoreRange = true,
                }
                : new Misbehaviour
                {
                    Content = content,
                    Fields = [("Link", "<file.bin.meta4>; rel=describedby; type=\"application/metalink4+xml\"")],
                }
        );
    }
}
