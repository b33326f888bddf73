using System.Net;
using Weir.Origin.Files;

namespace Weir.UnitTests.Origin.Files;

public sealed class CopyAddressesTests
{
    [Theory]
    [InlineData("files.example:8000", "0.0.0.0:8000", "0.0.0.0:8001", "files.example:8001")]
    [InlineData("files.example", "0.0.0.0:80", "0.0.0.0:8001", "files.example:8001")]
    [InlineData("127.0.0.1:8000", "127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8001")]
    [InlineData("[::1]:8000", "[::1]:8000", "[::1]:8001", "[::1]:8001")]
    [InlineData("[::1]", "[::1]:80", "[::1]:8001", "[::1]:8001")]
    [InlineData("a.example:8000", "10.0.0.1:8000", "10.0.0.2:8000", "10.0.0.2:8000")]
    [InlineData("a.example:8000", "10.0.0.1:8000", "127.0.0.1:8001", null)]
    [InlineData("front.example", "127.0.0.1:8000", "127.0.0.1:8001", null)]
    [InlineData("front.example:9000", "0.0.0.0:8000", "0.0.0.0:8001", null)]
    public void Another_replica_is_reached_as_the_first_one_was(
        string host,
        string asked,
        string other,
        string? expected
    )
    {
        Assert.Equal(expected, CopyAddresses.Of(host, IPEndPoint.Parse(asked), IPEndPoint.Parse(other)));
    }

    [Theory]
    [InlineData("http://b/files/", false, "http://b/files/sub/a%20b")]
    [InlineData("http://b/files", false, "http://b/files/sub/a%20b")]
    [InlineData("http://b/f.iso", true, "http://b/f.iso")]
    [InlineData("http://b/", true, "http://b/sub/a%20b")]
    public void A_mirror_is_of_a_folder_or_of_the_file(string mirror, bool isOneFile, string expected)
    {
        Assert.Equal(expected, CopyAddresses.Mirror(mirror, "/sub/a b", isOneFile));
    }
}
