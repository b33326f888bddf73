using Weir.Content.Generation;
using Weir.Measurements.Units;
using Weir.Testing.Files;

namespace Weir.UnitTests.Content.Generation;

public sealed class TestFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData((1 << 20) + 5)]
    public async Task A_file_holds_the_bytes_of_its_seed(int size)
    {
        await TestFile.WriteAsync(_folder["f"], new ByteSize(size), seed: 3, TestContext.Current.CancellationToken);

        var expected = new TestContent(size, seed: 3).Bytes.ToArray();
        Assert.Equal(expected, await File.ReadAllBytesAsync(_folder["f"], TestContext.Current.CancellationToken));
        Assert.Equal(["f"], _folder.Names());
    }

    [Fact]
    public void A_file_that_was_there_is_replaced()
    {
        _folder.Write("f", new byte[100]);
        TestFile.Write(_folder["f"], new ByteSize(10), seed: 1, TestContext.Current.CancellationToken);

        Assert.Equal(10, new FileInfo(_folder["f"]).Length);
    }

    [Fact]
    public void A_cancelled_write_leaves_nothing()
    {
        Assert.Throws<OperationCanceledException>(() =>
            TestFile.Write(_folder["f"], ByteSize.MiB, seed: 1, new CancellationToken(canceled: true))
        );
        Assert.Empty(_folder.Names());
    }
}
