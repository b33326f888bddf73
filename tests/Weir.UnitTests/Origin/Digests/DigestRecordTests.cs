using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Origin.Digests;
using Weir.Origin.Files;

namespace Weir.UnitTests.Origin.Digests;

public sealed class DigestRecordTests
{
    private static readonly FileFacts Facts = new(EntryKind.File, 25, 1_700_000_000, 5, 42)
    {
        Device = 7,
        ChangedSeconds = 1_700_000_001,
        ChangedNanoseconds = 6,
        Links = 1,
    };

    private static readonly FileHashes Hashes = new(
        SHA256.HashData([1]),
        new PieceHashes(
            new PieceMap(25, 10),
            HashAlgorithmKind.Sha256,
            Enumerable.Range(0, 96).Select(i => (byte)i).ToArray()
        )
    );

    [Fact]
    public void What_is_kept_is_read_back()
    {
        var read = DigestRecord.Read(DigestRecord.Write(Facts, Hashes), Facts)!;

        Assert.Equal(Hashes.Whole, read.Whole);
        Assert.Equal(Hashes.Pieces.Map, read.Pieces.Map);
        Assert.True(Hashes.Pieces.All.SequenceEqual(read.Pieces.All));
    }

    [Fact]
    public void A_record_is_of_one_version_only()
    {
        var bytes = DigestRecord.Write(Facts, Hashes);
        FileFacts[] others =
        [
            Facts with
            {
                Size = 24,
            },
            Facts with
            {
                ModifiedNanoseconds = 6,
            },
            Facts with
            {
                Inode = 43,
            },
            Facts with
            {
                Device = 8,
            },
            Facts with
            {
                ChangedSeconds = 1,
            },
        ];
        Assert.All(others, other => Assert.Null(DigestRecord.Read(bytes, other)));
        Assert.All(others, other => Assert.NotEqual(DigestRecord.NameOf(Facts), DigestRecord.NameOf(other)));
    }

    [Fact]
    public void Damage_anywhere_is_noticed()
    {
        var bytes = DigestRecord.Write(Facts, Hashes);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            Assert.Null(DigestRecord.Read(bytes, Facts));
            bytes[i] ^= 0x10;
            Assert.Null(DigestRecord.Read(bytes.AsSpan(0, i), Facts));
        }
    }

    [Fact]
    public void A_file_may_lose_its_name_but_not_its_bytes()
    {
        Assert.False(Facts.MayDifferFrom(Facts));
        Assert.False((Facts with { Links = 0, ChangedSeconds = 1_700_000_009 }).MayDifferFrom(Facts));
        Assert.True((Facts with { ChangedSeconds = 1_700_000_009 }).MayDifferFrom(Facts));
        Assert.True((Facts with { Links = 0, ModifiedNanoseconds = 6 }).MayDifferFrom(Facts));
        Assert.True((Facts with { Size = 26 }).MayDifferFrom(Facts));
    }
}
