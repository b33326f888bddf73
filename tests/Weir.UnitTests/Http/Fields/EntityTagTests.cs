using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class EntityTagTests
{
    [Theory]
    [InlineData("\"xyzzy\"", "xyzzy", false)]
    [InlineData("W/\"xyzzy\"", "xyzzy", true)]
    [InlineData("\"\"", "", false)]
    [InlineData("\"a,b'\\\u00e9\"", "a,b'\\\u00e9", false)]
    public void A_tag_is_read_and_written_the_same(string value, string opaque, bool isWeak)
    {
        Assert.True(EntityTag.TryParse(Bytes(value), out var tag));
        Assert.Equal(new EntityTag(opaque, isWeak), tag);
        Assert.Equal(value, tag.ToString());
        var bytes = new byte[value.Length];
        Assert.True(tag.TryFormat(bytes, out var written, default, null));
        Assert.Equal(value, Text(bytes.AsSpan(0, written)));
        Assert.False(tag.TryFormat(bytes.AsSpan(1), out _, default, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("xyzzy")]
    [InlineData("\"xyzzy")]
    [InlineData("xyzzy\"")]
    [InlineData("w/\"xyzzy\"")]
    [InlineData("W/xyzzy")]
    [InlineData("\"a b\"")]
    [InlineData("\"a\u007f\"")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("*")]
    public void Any_other_form_is_refused(string value) => Assert.False(EntityTag.TryParse(Bytes(value), out _));

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a b")]
    [InlineData("a\r\n")]
    [InlineData("\u0101")]
    public void A_tag_that_cannot_be_sent_is_a_bug(string opaque) =>
        Assert.Throws<ArgumentException>(() => new EntityTag(opaque));

    // The table of RFC 9110 8.8.3.2.
    [Theory]
    [InlineData("W/\"1\"", "W/\"1\"", false, true)]
    [InlineData("W/\"1\"", "W/\"2\"", false, false)]
    [InlineData("W/\"1\"", "\"1\"", false, true)]
    [InlineData("\"1\"", "\"1\"", true, true)]
    public void Tags_compare_strongly_and_weakly(string a, string b, bool strongly, bool weakly)
    {
        Assert.True(EntityTag.TryParse(Bytes(a), out var one));
        Assert.True(EntityTag.TryParse(Bytes(b), out var other));
        Assert.Equal(strongly, one.StronglyEquals(other));
        Assert.Equal(weakly, one.WeaklyEquals(other));
        Assert.Equal(strongly, EntityTagList.Contains(Bytes(b), one, isStrong: true));
        Assert.Equal(weakly, EntityTagList.Contains(Bytes(b), one, isStrong: false));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"b\"", true)]
    [InlineData("\"a\", W/\"b\"", true)]
    [InlineData("\"a\" ,\t\"b\",", true)]
    [InlineData(",, \"b\"", true)]
    [InlineData("\"a,\"b", false)]
    [InlineData("\"a,b\"", false)]
    [InlineData("\"a\" \"b\"", false)]
    [InlineData("b, \"b\"", false)]
    [InlineData("*, \"b\"", false)]
    [InlineData("\"B\"", false)]
    [InlineData("", false)]
    public void A_list_has_a_tag_or_not(string list, bool has) =>
        Assert.Equal(has, EntityTagList.Contains(Bytes(list), new EntityTag("b"), isStrong: false));

    [Fact]
    public void Without_a_tag_only_a_star_matches()
    {
        Assert.True(EntityTagList.Contains("*"u8, null, isStrong: true));
        Assert.False(EntityTagList.Contains("\"b\""u8, null, isStrong: false));
    }
}
