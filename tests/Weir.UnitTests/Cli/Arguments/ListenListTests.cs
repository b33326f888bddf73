using Weir.Cli.Arguments;

namespace Weir.UnitTests.Cli.Arguments;

public sealed class ListenListTests
{
    [Theory]
    [InlineData("127.0.0.1:8000", "8000")]
    [InlineData("127.0.0.1:0", "0")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("127.0.0.1:80", "localhost:80")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData("127.0.0.1:12000 127.0.0.1:12001 127.0.0.1:12002", "127.0.0.1:12000..12002")]
    [InlineData("127.0.0.1:12001=DIR", "12001=DIR")]
    [InlineData("127.0.0.1:1=a=b:c 127.0.0.1:2=a=b:c", "1..2=a=b:c")]
    [InlineData("127.0.0.1:8001 127.0.0.1:8000", "8001", "8000")]
    [InlineData("127.0.0.1:0 127.0.0.1:0", "0", "0")]
    [InlineData("127.0.0.1:80 [::1]:80", "80", "[::1]:80")]
    public void Places_are_read_in_the_order_given(string expected, params string[] values)
    {
        Assert.True(ListenList.TryParse(values, out var addresses, out var problem), problem);
        Assert.Equal(
            expected,
            string.Join(' ', addresses.Select(a => a.Folder is null ? $"{a.EndPoint}" : $"{a.EndPoint}={a.Folder}"))
        );
    }

    [Theory]
    [InlineData("\"\" is not a place to listen at", "")]
    [InlineData("\"http\" is not a place to listen at", "http")]
    [InlineData("\"65536\" is not a place to listen at", "65536")]
    [InlineData("\"-1\" is not a place to listen at", "-1")]
    [InlineData("\"+80\" is not a place to listen at", "+80")]
    [InlineData("\"80..\" is not a place to listen at", "80..")]
    [InlineData("\"0..5\" is not a place to listen at", "0..5")]
    [InlineData("\"127.0.0.1:\" is not a place to listen at", "127.0.0.1:")]
    [InlineData("\"12004..12000\" runs backwards; write 12000..12004", "12004..12000")]
    [InlineData("\"1000..2000\" makes more than 1000 listeners", "1000..2000")]
    [InlineData("\"::1\" holds colons; write an IPv6 address in brackets", "::1:80")]
    [InlineData("\"example.org\" is not an address of this machine", "example.org:80")]
    [InlineData("\"127.1\" is not an address of this machine", "127.1:80")]
    [InlineData("\"[127.0.0.1]\" is not an address of this machine", "[127.0.0.1]:80")]
    [InlineData("\"8000=\" names no folder after =", "8000=")]
    [InlineData("127.0.0.1:8000 is named twice", "8000", "7999..8001")]
    public void What_is_no_place_is_refused_with_a_reason(string expected, params string[] values)
    {
        Assert.False(ListenList.TryParse(values, out _, out var problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }
}
