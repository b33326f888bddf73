using System.Text;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Content.Pieces;

namespace Weir.UnitTests.Content.Metalink;

public sealed class MetalinkTests
{
    private const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private const string Other = "0f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Fact]
    public void What_is_written_is_read_back()
    {
        var pieces = new PieceHashes(
            new PieceMap(25, 10),
            HashAlgorithmKind.Sha256,
            Enumerable.Range(0, 96).Select(i => (byte)i).ToArray()
        );
        var written = new MetalinkDocument([
            new MetalinkFile("a & b.iso")
            {
                Size = 25,
                Hashes = [Checksum.Parse($"sha256:{Sha256}")],
                Pieces = pieces,
                Urls = [new MetalinkUrl("http://a/f?x=1&y=2", 1, "de"), new MetalinkUrl("http://b/f")],
            },
        ]);

        var file = Assert.Single(Parse(Encoding.UTF8.GetString(written.ToUtf8())).Files);

        Assert.Equal("a & b.iso", file.Name);
        Assert.Equal(25, file.Size);
        Assert.Equal(written.Files[0].Hashes, file.Hashes);
        Assert.Equal(written.Files[0].Urls, file.Urls);
        Assert.Equal(pieces.Map, file.Pieces!.Map);
        Assert.True(pieces.All.SequenceEqual(file.Pieces.All));
    }

    [Fact]
    public void What_others_write_is_read_and_what_is_not_known_is_left_out()
    {
        var metalink = Parse(
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment -->
            <metalink xmlns="urn:ietf:params:xml:ns:metalink" xmlns:x="urn:x">
              <published>2009-05-15T12:23:23Z</published>
              <file name="example.ext">
                <size> 14 </size>
                <x:size>15</x:size>
                <identity>Example</identity>
                <hash type="sha-256">
                  {Sha256.ToUpperInvariant()}
                </hash>
                <hash type="whirlpool">00</hash>
                <hash type="sha-1">da39a3ee5e6b4b0d3255bfef95601890afd80709</hash>
                <signature mediatype="application/pgp-signature">-----BEGIN PGP SIGNATURE-----</signature>
                <pieces length="14" type="sha-1"><hash>da39a3ee5e6b4b0d3255bfef95601890afd80709</hash></pieces>
                <pieces length="14" type="sha-256"><hash>{Sha256}</hash></pieces>
                <url>https://last.example/f</url>
                <url location="DE" priority="2">http://second.example/f</url>
                <url priority="1">ftp://ftp.example/f</url>
                <url priority="1"><![CDATA[http://first.example/f]]></url>
                <url priority="7">http://second.example/f</url>
                <metaurl mediatype="torrent" priority="1">http://example.com/f.torrent</metaurl>
              </file>
              <file name="empty"/>
            </metalink>
            """
        );

        Assert.Equal(["example.ext", "empty"], metalink.Files.Select(file => file.Name));
        var file = metalink.Files[0];
        Assert.Equal(14, file.Size);
        Assert.Equal([HashAlgorithmKind.Sha256, HashAlgorithmKind.Sha1], file.Hashes.Select(hash => hash.Algorithm));
        Assert.Equal(HashAlgorithmKind.Sha256, file.Pieces!.Algorithm);
        Assert.Equal(
            [
                new MetalinkUrl("http://first.example/f", 1),
                new MetalinkUrl("http://second.example/f", 2, "de"),
                new MetalinkUrl("https://last.example/f"),
            ],
            file.Urls
        );
        Assert.Null(metalink.Files[1].Size);
    }

    [Theory]
    [InlineData("<size>1</size><size>2</size>", "gives f two sizes, 1 and 2")]
    [InlineData("<size>-1</size>", "gives f a size that is no number")]
    [InlineData("<size>99999999999999999999</size>", "gives f a size that is no number")]
    [InlineData("<hash type='sha-256'>abc</hash>", "gives f a sha-256 that is none")]
    [InlineData(
        $"<hash type='sha-256'>{Sha256}</hash><hash type='sha-256'>{Other}</hash>",
        "gives f two different hashes of sha-256"
    )]
    [InlineData("<pieces length='0' type='sha-256'/>", "gives f pieces of no length")]
    [InlineData("<pieces length='10' type='sha-256'/>", "gives f pieces but no size")]
    [InlineData(
        $"<size>25</size><pieces length='10' type='sha-256'><hash>{Sha256}</hash></pieces>",
        "gives f 1 hashes of pieces, but it has 3"
    )]
    [InlineData("<size>9223372036854775807</size><pieces length='1' type='sha-1'/>", "but it has 9223372036854775807")]
    public void What_contradicts_itself_is_refused(string content, string problem)
    {
        Assert.EndsWith(problem, Refused($"<file name='f'>{content}</file>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the Metalink names no file")]
    [InlineData("<file/>", "the Metalink has a file without a usable name")]
    [InlineData("<file name='a/..'/>", "the Metalink has a file without a usable name")]
    [InlineData("<file name='x/f'/><file name='y/f'/>", "the Metalink names two files f")]
    public void Files_have_names_of_their_own(string content, string problem)
    {
        Assert.Equal(problem, Refused(content));
    }

    [Theory]
    [InlineData("<html/>", "this is XML, but no Metalink")]
    [InlineData("", "this is no Metalink; it is not XML")]
    [InlineData("<metalink", "this is no Metalink; line")]
    [InlineData("<?xml version='1.0' encoding='no-such'?><a/>", "this is no Metalink;")]
    [InlineData("<metalink version='3.0' xmlns='http://www.metalinker.org/'/>", "this is a Metalink of version 3")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "this is no Metalink; it is not")]
    [InlineData("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "this is no Metalink; it is not")]
    public void What_is_no_Metalink_is_told_apart(string text, string problem)
    {
        Assert.False(MetalinkDocument.TryParse(Encoding.UTF8.GetBytes(text), out _, out var actual));
        Assert.StartsWith(problem, actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_has_a_limit()
    {
        var limits = new MetalinkLimits
        {
            Bytes = 4000,
            Depth = 5,
            Files = 2,
            Urls = 2,
            Pieces = 2,
            TextLength = 100,
        };

        Assert.Contains("larger than 4000", Refused(new string(' ', 4000), limits), StringComparison.Ordinal);
        Assert.Contains("deeper than 5", Refused("<a><b><c><d><e/></d></c></b></a>", limits), StringComparison.Ordinal);
        Assert.Contains(
            "more than 2 files",
            Refused("<file name='a'/><file name='b'/><file name='c'/>", limits),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "more than 2 URLs",
            Refused("<file name='a'><url/><url/></file><file name='b'><url/></file>", limits),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "more than 2 hashes",
            Refused("<file name='a'><pieces length='1' type='x'><hash/><hash/><hash/></pieces></file>", limits),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "longer than 100",
            Refused($"<file name='a'><url>http://{new string('a', 100)}</url></file>", limits),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("big.iso", "big.iso")]
    [InlineData("debian/12/big.iso", "big.iso")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", "boot.ini")]
    [InlineData("/abs", "abs")]
    [InlineData("a\nb\0c", "a_b_c")]
    [InlineData("-rf", "_rf")]
    [InlineData("a\u202egpj.exe", "a_gpj.exe")]
    [InlineData("c:evil", "c_evil")]
    [InlineData("größe.bin", "größe.bin")]
    [InlineData("..", null)]
    [InlineData("a/", null)]
    [InlineData(" ", null)]
    public void A_name_stays_in_the_folder(string name, string? expected)
    {
        Assert.Equal(expected, MetalinkName.Sanitise(name));
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        Assert.Equal(200, Encoding.UTF8.GetByteCount(MetalinkName.Sanitise(new string('ß', 300))!));
    }

    [Fact]
    public void Mutated_documents_never_throw()
    {
        var seed = Encoding.UTF8.GetBytes(
            Document(
                $"<file name='f'><size>2</size><hash type='md5'>{Sha256[..32]}</hash><pieces length='1' type='sha-256'>"
                    + $"<hash>{Sha256}</hash><hash>{Sha256}</hash></pieces><url priority='1'>http://a/f</url></file>"
            )
        );
        var random = new Random(5854);
        var accepted = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = seed.ToArray();
            for (var n = random.Next(0, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            accepted += MetalinkDocument.TryParse(bytes, out _, out _) ? 1 : 0;
        }

        Assert.InRange(accepted, 500, 4_500);
    }

    private static string Document(string content) =>
        $"<metalink xmlns='urn:ietf:params:xml:ns:metalink'>{content}</metalink>";

    private static MetalinkDocument Parse(string text)
    {
        Assert.True(
            MetalinkDocument.TryParse(Encoding.UTF8.GetBytes(text), out var metalink, out var problem),
            problem
        );
        return metalink;
    }

    private static string Refused(string content, MetalinkLimits? limits = null)
    {
        Assert.False(
            MetalinkDocument.TryParse(Encoding.UTF8.GetBytes(Document(content)), out _, out var problem, limits)
        );
        return problem;
    }
}
