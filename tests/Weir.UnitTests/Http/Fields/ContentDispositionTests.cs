using System.Text;
using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData("attachment; filename=f.bin", "f.bin")]
    [InlineData("attachment; filename=\"f g.bin\"", "f g.bin")]
    [InlineData("attachment; filename=\"f.bin\";", "f.bin")]
    [InlineData("attachment; FileName = \"f.bin\" ; size=1", "f.bin")]
    [InlineData("inline; filename=\"a;b.bin\"", "a;b.bin")]
    [InlineData("attachment; filename=\"a\\\"b.bin\"", "a\"b.bin")]
    [InlineData("attachment; filename=\"C:\\dir\\f.bin\"", "C:\\dir\\f.bin")]
    [InlineData("attachment; filename=\"f.bin", "f.bin")]
    [InlineData("filename=f.bin", "f.bin")]
    [InlineData("attachment; filename=../../etc/passwd", "../../etc/passwd")]
    [InlineData("attachment; filename=ä.bin", "ä.bin")]
    public void Plain_name_is_read_as_servers_write_it(string field, string expected)
    {
        Assert.Equal(expected, ContentDisposition.FileName(Encoding.UTF8.GetBytes(field)));
    }

    [Theory]
    [InlineData("attachment; filename=\"f.bin\"; filename*=UTF-8''f%20%C3%A4.bin", "f ä.bin")]
    [InlineData("attachment; filename*=utf-8'de'%e2%82%ac; filename=f.bin", "€")]
    [InlineData("attachment; filename*=iso-8859-1''%E4.bin", "ä.bin")]
    [InlineData("attachment; filename*=\"UTF-8''f.bin\"", "f.bin")]
    [InlineData("attachment; filename*=UTF-8''50%", "50%")]
    public void Extended_name_goes_first(string field, string expected)
    {
        Assert.Equal(expected, ContentDisposition.FileName(Encoding.ASCII.GetBytes(field)));
    }

    [Theory]
    [InlineData("attachment; filename=f.bin; filename*=UTF-8''%ff%fe", "f.bin")]
    [InlineData("attachment; filename=f.bin; filename*=UTF-8''", "f.bin")]
    [InlineData("attachment; filename=f.bin; filename*=nonsense", "f.bin")]
    [InlineData("attachment; filename*=nonsense", null)]
    [InlineData("attachment", null)]
    [InlineData("attachment; filename=\"\"", null)]
    [InlineData("", null)]
    [InlineData(";;;=;", null)]
    public void What_cannot_be_read_is_passed_over(string field, string? expected)
    {
        Assert.Equal(expected, ContentDisposition.FileName(Encoding.ASCII.GetBytes(field)));
    }

    [Fact]
    public void Field_of_absurd_length_names_nothing()
    {
        Assert.Null(
            ContentDisposition.FileName(Encoding.ASCII.GetBytes("attachment; filename=" + new string('x', 10_000)))
        );
    }
}
