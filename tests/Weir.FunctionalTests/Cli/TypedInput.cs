using System.Threading.Channels;

namespace Weir.FunctionalTests.Cli;

/// <summary>A stdin whose lines come when the test types them.</summary>
internal sealed class TypedInput : TextReader
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public void Type(string line) => _lines.Writer.TryWrite(line);

    public void End() => _lines.Writer.Complete();

    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await _lines.Reader.WaitToReadAsync(cancellationToken)
            ? await _lines.Reader.ReadAsync(cancellationToken)
            : null;
}
