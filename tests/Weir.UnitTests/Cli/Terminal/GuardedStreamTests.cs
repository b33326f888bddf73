using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;

namespace Weir.UnitTests.Cli.Terminal;

public sealed class GuardedStreamTests
{
    [Fact]
    public void Result_that_cannot_be_written_is_a_mistake_in_words()
    {
        using var stream = new GuardedStream(new FullStream(), isResult: true);

        var mistake = Assert.Throws<MistakeException>(() => stream.Write("{}\n"u8));

        Assert.Equal(ExitCodes.Failed, mistake.ExitCode);
        Assert.Equal("stdout cannot be written (No space left on device); send it elsewhere", mistake.Message);
    }

    [Fact]
    public void Words_for_the_screen_that_nobody_reads_are_dropped()
    {
        using var stream = new GuardedStream(new FullStream(), isResult: false);

        stream.Write("words\n"u8);
        stream.Flush();
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
