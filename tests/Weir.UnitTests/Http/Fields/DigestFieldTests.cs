using System.Security.Cryptography;
using System.Text;
using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public sealed class DigestFieldTests
{
    private const string Base64 = "d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=";

    [Theory]
    [InlineData($"sha-256=:{Base64}:")]
    [InlineData($"  sha-256=:{Base64}:  ")]
    [InlineData($"sha-256=:{Base64}:;q=1; x=\"a,b\\\"\"")]
    [InlineData($"unixsum=1,\tsha-512=:AAAA:, sha-256=:{Base64}:")]
    [InlineData($"sha-256=:AAAA:, sha-256=:{Base64}:")]
    [InlineData($"a, b=?0, c=(1 \"x\" t;p=1), d=@12, e=-1.5, f=tok/en:x, sha-256=:{Base64}:")]
    public void The_digest_is_found_among_what_is_not_known(string line)
    {
        var digest = new byte[32];

        Assert.True(DigestField.TryRead(Encoding.ASCII.GetBytes(line), DigestField.Sha256, digest));
        Assert.Equal(Convert.FromBase64String(Base64), digest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256=:AAAA:")]
    [InlineData($"sha-256={Base64}")]
    [InlineData($"SHA-256=:{Base64}:")]
    [InlineData($"sha-256=:{Base64}:,")]
    [InlineData($"sha-256=:{Base64}: x")]
    [InlineData($"sha-256=:{Base64}:, \"")]
    [InlineData($"sha-256=:{Base64}:, a=(((1)))")]
    [InlineData($"sha-256=:{Base64}")]
    [InlineData($"sha-256=:{Base64}:, sha-256=1")]
    [InlineData("sha-256=:d435Qo*nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:")]
    public void What_is_malformed_is_no_digest(string line)
    {
        Assert.False(DigestField.TryRead(Encoding.ASCII.GetBytes(line), DigestField.Sha256, new byte[32]));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var hash = SHA256.HashData("weir"u8);
        var digest = new byte[32];

        Assert.True(DigestField.TryRead(DigestField.Format(DigestField.Sha256, hash), DigestField.Sha256, digest));
        Assert.Equal(hash, digest);
    }

    [Theory]
    [InlineData("sha-256=1", true)]
    [InlineData("sha-256=10", true)]
    [InlineData("sha-512=3, sha-256=10, unixsum=0", true)]
    [InlineData("sha-256=0", false)]
    [InlineData("sha-256=11", false)]
    [InlineData("sha-256=1.5", false)]
    [InlineData("sha-256=-1", false)]
    [InlineData("sha-256", false)]
    [InlineData("sha-512=3", false)]
    [InlineData("sha-256=1,", false)]
    public void A_wish_has_a_preference_above_zero(string line, bool isWanted)
    {
        Assert.Equal(isWanted, DigestField.Wants(Encoding.ASCII.GetBytes(line), DigestField.Sha256));
    }

    [Fact]
    public void More_members_than_anyone_needs_are_ignored()
    {
        var line = string.Join(',', Enumerable.Range(0, 65).Select(i => $"a{i}=1")) + ",sha-256=1";

        Assert.False(DigestField.Wants(Encoding.ASCII.GetBytes(line), DigestField.Sha256));
    }

    [Fact]
    public void Random_lines_never_throw()
    {
        var random = new Random(9530);
        var digest = new byte[32];
        var alphabet = "sha-256=:;,\"\\()?@% 01azA*./+\t\0\u00ff"u8.ToArray();
        var links = new List<LinkValue>();
        for (var i = 0; i < 100_000; i++)
        {
            var line = new byte[random.Next(0, 40)];
            for (var n = 0; n < line.Length; n++)
                line[n] = alphabet[random.Next(alphabet.Length)];
            DigestField.TryRead(line, DigestField.Sha256, digest);
            DigestField.Wants(line, DigestField.Sha256);
            LinkField.Read([(byte)'<', .. line], links);
            links.Clear();
        }
    }
}
