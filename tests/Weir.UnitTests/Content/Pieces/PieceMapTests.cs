using Weir.Content.Hashes;
using Weir.Content.Pieces;

namespace Weir.UnitTests.Content.Pieces;

public sealed class PieceMapTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(long.MaxValue, 922337203685477581)]
    public void Pieces_cover_the_file_without_gap(long size, long count)
    {
        var map = new PieceMap(size, 10);

        Assert.Equal(count, map.Count);
        if (count > 0)
            Assert.Equal(size, map.Start(count - 1) + map.Length(count - 1));
    }

    [Fact]
    public void A_byte_lies_in_the_piece_that_begins_before_it()
    {
        var map = new PieceMap(25, 10);

        Assert.Equal([0L, 0L, 1L, 2L], new long[] { 0, 9, 10, 24 }.Select(map.At));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.At(25));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Start(3));
    }

    [Theory]
    [InlineData(0, 256 * 1024)]
    [InlineData(256L << 20, 256 * 1024)]
    [InlineData((256L << 20) + 1, 512 * 1024)]
    [InlineData(1L << 30, 1 << 20)]
    [InlineData(1L << 40, 1 << 30)]
    public void Larger_files_have_larger_pieces_never_more_than_a_thousand(long size, long expected)
    {
        Assert.Equal(expected, PieceSizes.For(size));
    }

    [Fact]
    public void Pieces_are_hashed_the_same_however_the_bytes_come()
    {
        var bytes = new byte[10_007];
        new Random(5).NextBytes(bytes);
        var map = new PieceMap(bytes.Length, 1000);
        using var hasher = new PieceHasher(map);
        var random = new Random(6);
        for (var offset = 0; offset < bytes.Length; )
        {
            var count = Math.Min(random.Next(0, 2500), bytes.Length - offset);
            hasher.Append(bytes.AsSpan(offset, count));
            offset += count;
        }

        var hashes = hasher.Finish();

        for (var i = 0; i < map.Count; i++)
            Assert.True(
                hashes.Matches(i, HashAlgorithmKind.Sha256.Hash(bytes.AsSpan((int)map.Start(i), (int)map.Length(i))))
            );
    }

    [Fact]
    public void More_or_fewer_bytes_than_the_file_has_are_a_bug()
    {
        using var hasher = new PieceHasher(new PieceMap(3, 2));
        hasher.Append([1, 2]);

        Assert.Throws<InvalidOperationException>(hasher.Finish);
        Assert.Throws<InvalidOperationException>(() => hasher.Append([3, 4]));
    }
}
