using Weir.Cli.Arguments;

namespace Weir.UnitTests.Cli.Arguments;

public sealed class RelayListTests
{
    [Theory]
    [InlineData("9000=127.0.0.1:9001", "127.0.0.1:9000 127.0.0.1 9001")]
    [InlineData("0.0.0.0:9000=example.org:53", "0.0.0.0:9000 example.org 53")]
    [InlineData("[::1]:9000=[::1]:9001", "[::1]:9000 ::1 9001")]
    public void A_relay_is_read(string value, string expected)
    {
        Assert.True(RelayList.TryParse([value], out var relays, out var problem), problem);
        Assert.Equal(expected, string.Join(' ', relays.Select(r => $"{r.Listen} {r.Host} {r.Port}")));
    }

    [Theory]
    [InlineData("9000", "is not one relay; write LISTEN=TARGET")]
    [InlineData("9000..9001=127.0.0.1:1", "is not one relay")]
    [InlineData("9000=127.0.0.1", "\"127.0.0.1\" is not a target; write HOST:PORT")]
    [InlineData("9000=:9001", "is not a target")]
    [InlineData("9000=a b:9001", "is not a target")]
    [InlineData("9000=127.0.0.1:0", "is not a target")]
    [InlineData("9000=::1:9001", "is not a target")]
    [InlineData("x=127.0.0.1:9001", "is not a place to listen at")]
    public void What_is_no_relay_says_why(string value, string expected)
    {
        Assert.False(RelayList.TryParse([value], out _, out var problem));
        Assert.Contains(expected, problem);
    }
}
