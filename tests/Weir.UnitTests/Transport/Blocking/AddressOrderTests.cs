using System.Net;
using Weir.Transport.Blocking;

namespace Weir.UnitTests.Transport.Blocking;

public sealed class AddressOrderTests
{
    [Theory]
    [InlineData("::1 ::2 ::3 1.0.0.1 1.0.0.2", 0, "::1 1.0.0.1 ::2 1.0.0.2 ::3")]
    [InlineData("1.0.0.1 1.0.0.2 ::1", 0, "1.0.0.1 ::1 1.0.0.2")]
    [InlineData("1.0.0.1 1.0.0.1 1.0.0.2", 0, "1.0.0.1 1.0.0.2")]
    [InlineData("1.0.0.1 1.0.0.2 ::1", 1, "::1 1.0.0.2 1.0.0.1")]
    [InlineData("1.0.0.1 1.0.0.2 ::1", 5, "1.0.0.2 1.0.0.1 ::1")]
    [InlineData("1.0.0.1", 7, "1.0.0.1")]
    [InlineData("", 0, "")]
    public void Families_take_turns_and_the_order_within_stays(string given, int first, string expected)
    {
        var addresses = given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray();

        Assert.Equal(expected, string.Join(' ', AddressOrder.Of(addresses, first).Select(a => a.ToString())));
    }
}
