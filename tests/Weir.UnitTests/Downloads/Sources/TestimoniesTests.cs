using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Sources;

namespace Weir.UnitTests.Downloads.Sources;

public sealed class TestimoniesTests
{
    private const int Size = 64;
    private readonly Testimonies _testimonies = new();

    [Fact]
    public void More_than_half_are_believed()
    {
        Add("a", "b", "b");

        Assert.Equal(Says("b").Pieces!.Identity(), Choose([0, 1, 2]).Pieces!.Identity());
    }

    [Fact]
    public void Halves_contradict_each_other()
    {
        Add("a", "a", "b", "b");

        var testimony = Choose([0, 1, 2, 3]);

        Assert.Null(testimony.Pieces);
        Assert.Equal((0, 2), testimony.Disagreeing);
    }

    [Fact]
    public void Those_of_another_file_do_not_count()
    {
        Add("a", "b");

        Assert.Equal(Says("b").Pieces!.Identity(), Choose([1]).Pieces!.Identity());
        Assert.Equal(default, _testimonies.Choose([0, 1], Size + 1, null));
    }

    [Fact]
    public void Who_says_the_expected_hash_is_believed_however_many_do_not()
    {
        Add("a", "a", "b");

        Assert.Equal(Says("b").Pieces!.Identity(), Choose([0, 1, 2], Says("b").Checksum).Pieces!.Identity());
        Assert.Equal(default, Choose([0, 1, 2], Says("c").Checksum));
    }

    [Fact]
    public void Other_sizes_of_pieces_are_no_contradiction()
    {
        Add("a");
        _testimonies.Add(1, Says("a", pieceSize: 16));

        Assert.NotNull(Choose([0, 1]).Pieces);
    }

    private Testimony Choose(int[] sources, Checksum? expected = null) => _testimonies.Choose(sources, Size, expected);

    private void Add(params string[] files)
    {
        for (var source = 0; source < files.Length; source++)
            _testimonies.Add(source, Says(files[source]));
    }

    private static Description Says(string file, int pieceSize = 32)
    {
        var bytes = new byte[Size];
        bytes.AsSpan().Fill((byte)file[0]);
        using var hasher = new PieceHasher(new PieceMap(Size, pieceSize));
        hasher.Append(bytes);
        return new Description
        {
            Name = "f",
            Sources = [],
            Size = Size,
            Checksum = new Checksum(HashAlgorithmKind.Sha256, SHA256.HashData(bytes)),
            Pieces = hasher.Finish(),
        };
    }
}
