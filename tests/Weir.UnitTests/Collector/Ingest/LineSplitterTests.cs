using System.IO.Pipelines;
using System.Text;
using Weir.Collector.Ingest;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Collector.Ingest;

public sealed class LineSplitterTests
{
    private static readonly IngestLimits Small = new()
    {
        Line = new ByteSize(8),
        Lines = 5,
        Inflated = new ByteSize(60),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Lines_are_the_same_however_the_bytes_come(int step)
    {
        Assert.Equal(["1 a", "2 b c", "3 ", "4 d", "5 !"], await SplitAsync("\uFEFFa\r\n b c\n\nd\n123456789", step));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_long_line_is_let_go_and_the_next_one_is_whole(int step)
    {
        Assert.Equal(["1 !", "2 b"], await SplitAsync("a-line-that-is-much-too-long\nb\n", step));
    }

    [Theory]
    [InlineData("a\nb\nc\nd\ne\nf\n")]
    [InlineData("1234567\n1234567\n1234567\n1234567\n1234567890123456789012345678901234567890")]
    public async Task Too_much_is_too_much(string text)
    {
        var splitter = Splitter(text, 10);
        while (await splitter.NextAsync(TestContext.Current.CancellationToken) is not null) { }

        Assert.True(splitter.IsTooLarge);
    }

    [Fact]
    public async Task An_empty_body_has_no_line()
    {
        Assert.Empty(await SplitAsync("", 10));
    }

    private static async Task<List<string>> SplitAsync(string text, int step)
    {
        var splitter = Splitter(text, step);
        var lines = new List<string>();
        while (await splitter.NextAsync(TestContext.Current.CancellationToken) is { } line)
            lines.Add($"{line.Number} {(line.IsTooLong ? "!" : Encoding.UTF8.GetString(line.Bytes.Span))}");
        Assert.False(splitter.IsTooLarge);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), splitter.Taken);
        return lines;
    }

    private static LineSplitter Splitter(string text, int step) =>
        new(
            PipeReader.Create(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                new StreamPipeReaderOptions(bufferSize: step, minimumReadSize: 1)
            ),
            Small
        );
}
