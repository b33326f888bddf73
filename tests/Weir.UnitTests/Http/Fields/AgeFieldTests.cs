using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class AgeFieldTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("99999999999999999999", 2147483648)]
    public void A_number_of_seconds_is_an_age(string value, double seconds) =>
        Assert.Equal(seconds, AgeField.Read(Response("HTTP/1.1 200 OK", "Age: " + value))?.TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("7200.0")]
    [InlineData("0, 0")]
    [InlineData("7200;foo=1")]
    public void Anything_else_says_nothing_about_the_age(string value) =>
        Assert.Null(AgeField.Read(Response("HTTP/1.1 200 OK", "Age: " + value)));

    [Fact]
    public void Two_lines_say_nothing_about_the_age() =>
        Assert.Null(AgeField.Read(Response("HTTP/1.1 200 OK", "Age: 0", "Age: 0")));

    [Fact]
    public void Without_the_field_it_is_zero() =>
        Assert.Equal(TimeSpan.Zero, AgeField.Read(Response("HTTP/1.1 200 OK")));
}
