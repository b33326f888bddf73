using Weir.Collector.Storage;

namespace Weir.UnitTests.Collector.Storage;

public sealed class CursorTests
{
    [Fact]
    public void A_cursor_is_read_as_it_was_written()
    {
        var cursor = new Cursor(new DateTimeOffset(2026, 11, 21, 3, 20, 0, 123, TimeSpan.Zero), "a:b é", 7);

        Assert.True(Cursor.TryParse(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x y")]
    [InlineData("AAAA")]
    [InlineData("MTox")] // 1:1
    [InlineData("MToxOgA")] // 1:1:, and a NUL, which no id holds
    [InlineData("OTk5OTk5OTk5OTk5OTk5OTk5OToxOmFi")] // 9999999999999999999:1:ab
    public void Anything_else_is_none(string text)
    {
        Assert.False(Cursor.TryParse(text, out _));
    }
}
