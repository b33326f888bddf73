using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Content.Hashes;

public sealed class ChecksumTests
{
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("sha256:" + EmptySha256, HashAlgorithmKind.Sha256)]
    [InlineData("SHA-256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", HashAlgorithmKind.Sha256)]
    [InlineData("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", HashAlgorithmKind.Sha1)]
    [InlineData("sha-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", HashAlgorithmKind.Sha1)]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", HashAlgorithmKind.Md5)]
    [InlineData(
        "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        HashAlgorithmKind.Sha512
    )]
    public void A_checksum_of_any_known_algorithm_is_read_and_matches(string text, HashAlgorithmKind kind)
    {
        var checksum = Checksum.Parse(text);

        Assert.Equal(kind, checksum.Algorithm);
        Assert.True(checksum.Matches(kind.Hash([])));
        Assert.False(checksum.Matches(kind.Hash([1])));
        Assert.Equal(checksum, Checksum.Parse(checksum.ToString()));
    }

    [Theory]
    [InlineData(EmptySha256, "is not a checksum; write ALGORITHM:HEX such as sha256:9f86d0…")]
    [InlineData("crc32:00000000", "\"crc32\" is not a known hash algorithm; use sha256, sha512, sha1 or md5")]
    [InlineData("averylongname:00", "\"averylongname\" is not a known hash algorithm; use sha256, sha512, sha1 or md5")]
    [InlineData("sha256:abcd", "sha-256 has 64 hex digits, but 4 were given")]
    [InlineData("md5:" + EmptySha256, "md5 has 32 hex digits, but 64 were given")]
    [InlineData(
        "md5:d41d8cd98f00b204e9800998ecf8427g",
        "\"d41d8cd98f00b204e9800998ecf8427g\" is not hexadecimal; only 0-9 and a-f may stand in it"
    )]
    [InlineData(null, "is not a checksum; write ALGORITHM:HEX such as sha256:9f86d0…")]
    public void What_is_no_checksum_is_refused_with_a_reason(string? text, string expected)
    {
        Assert.False(Checksum.TryParse(text, out _, out var problem));
        Assert.EndsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hasher_takes_its_input_in_parts()
    {
        using var hasher = HashAlgorithmKind.Sha256.CreateHasher();
        hasher.AppendData("we"u8);
        hasher.AppendData("ir"u8);

        Assert.Equal(SHA256.HashData("weir"u8), hasher.GetHashAndReset());
    }

    [Fact]
    public void Each_algorithm_has_its_word_in_the_record()
    {
        Assert.Equal(
            [Verification.Sha256, Verification.Sha512, Verification.Sha1, Verification.Md5],
            Enum.GetValues<HashAlgorithmKind>().Select(kind => kind.AsVerification())
        );
    }

    [Fact]
    public void A_hash_of_the_wrong_length_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => new Checksum(HashAlgorithmKind.Md5, [1, 2, 3]));
    }
}
