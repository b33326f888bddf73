using System.Text;
using Weir.Downloads.Sources;

namespace Weir.UnitTests.Downloads.Sources;

public sealed class StoredCodingTests
{
    [Theory]
    [InlineData("a.tar.gz", "gzip", true)]
    [InlineData("a.TGZ", "GZip", true)]
    [InlineData("a.gz", "x-gzip", true)]
    [InlineData("a.zst", "zstd", true)]
    [InlineData("a.br", "br", true)]
    [InlineData("a.iso", "gzip", false)]
    [InlineData("a.gz", "br", false)]
    [InlineData("a.gz", "gzip, gzip", false)]
    [InlineData("gz", "gzip", false)]
    [InlineData(null, "gzip", false)]
    [InlineData("a.gz", "", false)]
    public void Coding_that_the_name_tells_belongs_to_the_file(string? name, string field, bool expected)
    {
        Assert.Equal(expected, StoredCoding.Is(Encoding.ASCII.GetBytes(field), StoredCoding.Of(name)));
    }
}
