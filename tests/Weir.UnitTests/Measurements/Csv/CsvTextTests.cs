using Weir.Measurements.Csv;

namespace Weir.UnitTests.Measurements.Csv;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("cr\r", "\"cr\r\"")]
    [InlineData(" spaces ", " spaces ")]
    public void What_needs_quotes_gets_them(string field, string written) =>
        Assert.Equal($"x,{written}\r\n", CsvText.Line(["x", field]));

    [Fact]
    public void Unknown_values_are_empty_fields_wherever_they_stand() =>
        Assert.Equal(",a,,b,\r\n", CsvText.Line([null, "a", "", "b", null]));

    [Fact]
    public void A_line_of_one_empty_field_is_no_empty_line() => Assert.Equal("\"\"\r\n", CsvText.Line([""]));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(0.0000456789, "0.000045679")]
    [InlineData(48000.125, "48000.125")]
    [InlineData(1e15, "1000000000000000")]
    public void Numbers_have_no_exponent(double value, string written) => Assert.Equal(written, CsvText.Number(value));
}
