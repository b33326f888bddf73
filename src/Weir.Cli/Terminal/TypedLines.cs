using System.Threading.Channels;

namespace Weir.Cli.Terminal;

/// <summary>
/// stdin as lines for a command that shares the keyboard with others: it takes keys only while it waits for a line,
/// and a wait that is called off leaves the next key to them.
/// </summary>
internal sealed class TypedLines(Keyboard keyboard, Output output) : TextReader
{
    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
        var line = new TypedLine("");
        using var taken = keyboard.Take(key => keys.Writer.TryWrite(key));
        while (!line.Press(await keys.Reader.ReadAsync(cancellationToken)))
            await output.Error.WriteAsync(line.Draw(output.Width));
        await output.Error.WriteLineAsync();
        return line.Text;
    }
}
