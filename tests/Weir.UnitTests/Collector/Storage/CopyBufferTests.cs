using Weir.Collector.Storage.Postgres;

namespace Weir.UnitTests.Collector.Storage;

public sealed class CopyBufferTests
{
    [Fact]
    public void Rows_are_as_the_server_reads_them()
    {
        var copy = new CopyBuffer();
        copy.Begin();
        copy.StartRow(4);
        copy.Add(258);
        copy.Add(new DateTimeOffset(1999, 12, 31, 23, 59, 59, TimeSpan.Zero));
        copy.Add("\u00e9");
        copy.Add("ab"u8);
        copy.End();

        Assert.Equal(
            "5047434F50590AFF0D0A00"
                + "0000000000000000"
                + "0004"
                + "000000080000000000000102"
                + "00000008FFFFFFFFFFF0BDC0"
                + "00000002C3A9"
                + "000000026162"
                + "FFFF",
            Convert.ToHexString(copy.Written.Span)
        );
        copy.Clear();
        Assert.True(copy.Written.IsEmpty);
    }
}
