using FsCheck;
using FsCheck.Fluent;
using Weir.Measurements.Csv;

namespace Weir.UnitTests.Measurements.Csv;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "a|b / c|d")]
    [InlineData("a,b\nc,d", "a|b / c|d")]
    [InlineData("\uFEFFa\n", "a")]
    [InlineData("a,,\n\n\r\nb\n", "a|| / b")]
    [InlineData("\"a,\"\"b\"\"\r\nc\",d\n", "a,\"b\"\r\nc|d")]
    [InlineData("\"\"\n", "")]
    [InlineData("", null)]
    public void Records_have_their_fields(string text, string? records)
    {
        var read = Read(text);

        Assert.Equal(
            records,
            read.Count == 0 ? null : string.Join(" / ", read.Select(fields => string.Join('|', fields)))
        );
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Prop.ForAll(
                Gen.Elements("", "a", ",", "\"", "\r\n", "\n", "é b", "\"\"")
                    .ArrayOf()
                    .Where(fields => fields.Length > 0)
                    .ToArbitrary(),
                fields => Read(CsvText.Line(fields)) is [var read] && read.SequenceEqual(fields)
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\nb\"c\n", "line 2 has a quote within a field")]
    [InlineData("\"a\n\nb", "line 1 has a quote that nothing ends")]
    [InlineData("\"a\nb\"\n\"c\"d", "line 3 has something between the end of a quoted field")]
    public void A_mistake_names_its_line(string text, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_record_without_end_is_refused() =>
        Assert.Contains(
            "more than 1000 fields",
            Assert.Throws<FormatException>(() => Read(new string(',', 2000))).Message
        );

    private static List<string[]> Read(string text)
    {
        using var source = new StringReader(text);
        var reader = new CsvReader(source);
        var records = new List<string[]>();
        while (reader.Read() is { } fields)
            records.Add(fields);
        return records;
    }
}
