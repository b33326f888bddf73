using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class HttpDateTests
{
    private static readonly DateTimeOffset Example = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    public void The_three_forms_mean_the_same(string value)
    {
        Assert.True(HttpDate.TryParse(Bytes(value), out var date));
        Assert.Equal(Example, date);
    }

    [Theory]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 1994)]
    [InlineData("Friday, 06-Nov-20 08:49:37 GMT", 2020)]
    [InlineData("Tuesday, 29-Feb-00 00:00:00 GMT", 2000)]
    public void The_day_decides_the_century_of_two_digits(string value, int year)
    {
        Assert.True(HttpDate.TryParse(Bytes(value), out var date));
        Assert.Equal(year, date.Year);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("Sun")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT ")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 31 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 00 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 0000 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 24:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:60:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:60 GMT")]
    [InlineData("Sun, +6 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sundae, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-1994 08:49:37 GMT")]
    [InlineData("Monday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov 6 08:49:37 1994")]
    [InlineData("Mon Nov  6 08:49:37 1994")]
    [InlineData("1994-11-06T08:49:37Z")]
    public void Any_other_form_is_refused(string value) => Assert.False(HttpDate.TryParse(Bytes(value), out _));

    [Fact]
    public void What_is_written_is_read_back_to_the_second() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                Gen.Choose(-14, 14).ToArbitrary(),
                (seconds, hours) =>
                {
                    var date = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromHours(hours));
                    var bytes = new byte[HttpDate.Length];
                    return HttpDate.TryFormat(date.AddMilliseconds(999), bytes, out var written)
                        && written == HttpDate.Length
                        && HttpDate.TryParse(bytes, out var again)
                        && again == date;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Without_room_nothing_is_written() =>
        Assert.False(HttpDate.TryFormat(Example, new byte[HttpDate.Length - 1], out _));
}
