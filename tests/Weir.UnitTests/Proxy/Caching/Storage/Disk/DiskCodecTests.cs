using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage.Disk;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Storage.Disk;

public sealed class DiskCodecTests
{
    private static readonly DiskHead Head = new(
        "http://a/ä?b",
        Selection.Of(VaryField.Of(Stored.Ok("Vary: foo, bar").Head), Request("Foo: 1")),
        Stored.Ok("Vary: foo, bar", "ETag: \"x\"", "Cache-Control: max-age=60", "X: \u00e9")
    );

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void The_checksum_is_CRC_32C(string text, uint expected) =>
        Assert.Equal(expected, BodyChecksum.Of(Bytes(text)));

    [Fact]
    public void The_checksum_of_words_does_not_depend_on_how_they_come()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        for (var cut = 0; cut <= 256; cut++)
        {
            var checksum = new BodyChecksum();
            checksum.Append(bytes.AsSpan(0, cut));
            checksum.Append(bytes.AsSpan(cut));
            Assert.Equal(BodyChecksum.Of(bytes), checksum.Value);
        }
    }

    [Fact]
    public void A_head_is_read_as_it_was_written()
    {
        var read = DiskHead.TryParse(Head.ToBytes());

        Assert.NotNull(read);
        Assert.Equal(Head.Key, read.Key);
        Assert.True(read.Selection.IsSameAs(Head.Selection));
        Assert.Equal(DiskName.HashOf(Head.Selection), DiskName.HashOf(read.Selection));
        Assert.Equal(
            (Head.Response.RequestedAt, Head.Response.ReceivedAt),
            (read.Response.RequestedAt, read.Response.ReceivedAt)
        );
        Assert.Equal(Head.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void A_head_that_is_cut_or_goes_on_is_none()
    {
        var bytes = Head.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(DiskHead.TryParse(bytes.AsSpan(0, length)));
        Assert.Null(DiskHead.TryParse([.. bytes, 0]));
    }

    [Fact]
    public void Bytes_of_no_head_are_refused_and_nothing_else_happens() =>
        Prop.ForAll(
                Gen.Choose(0, 255).ListOf().ToArbitrary(),
                bytes => DiskHead.TryParse(bytes.Select(b => (byte)b).ToArray()) is null
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_footer_with_any_bit_turned_is_none()
    {
        var footer = new DiskFooter(1000, 1, 50, 2);
        var bytes = new byte[DiskFooter.Size];
        footer.Write(bytes);
        Assert.True(DiskFooter.TryRead(bytes, footer.FileLength, out var read));
        Assert.Equal(footer, read);
        Assert.False(DiskFooter.TryRead(bytes, footer.FileLength - 1, out _));
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(DiskFooter.TryRead(bytes, footer.FileLength, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("4f1c09a2b3d4e5f6-89abcdef-0000000000000017", true)]
    [InlineData("4f1c09a2b3d4e5f6-89abcdef-0000000000000017.head", false)]
    [InlineData("4F1c09a2b3d4e5f6-89abcdef-0000000000000017", false)]
    [InlineData("4f1c09a2b3d4e5f6_89abcdef-0000000000000017", false)]
    [InlineData("4f1c09a2b3d4e5f6-89abcdef-000000000000001 ", false)]
    [InlineData("notes.txt", false)]
    public void Only_names_of_the_cache_are_its_names(string text, bool isName)
    {
        Assert.Equal(isName, DiskName.TryParse(text, out var name));
        if (isName)
            Assert.Equal(text, name.ToString());
    }
}
