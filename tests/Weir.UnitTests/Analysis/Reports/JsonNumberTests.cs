using System.Text;
using System.Text.Json;
using Weir.Analysis.Reports.Json;

namespace Weir.UnitTests.Analysis.Reports;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData(0.1234567891234, "0.123456789")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(3.24159265e-12, "3.24159E-12")]
    [InlineData(0.0, "0")]
    [InlineData(double.PositiveInfinity, "null")]
    [InlineData(null, "null")]
    public void Of_a_small_number_the_first_digits_stay(double? value, string expected)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            JsonNumber.Write(json, "n", value);
            json.WriteEndObject();
        }

        Assert.Equal($"{{\"n\":{expected}}}", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
