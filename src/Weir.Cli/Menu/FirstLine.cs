using System.Text;

namespace Weir.Cli.Menu;

/// <summary>Passes on what a server prints, and tells when the first line came: servers print when they listen.</summary>
internal sealed class FirstLine(TextWriter to) : TextWriter
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Told => _told.Task;

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value) => to.Write(value);

    public override void Write(string? value) => to.Write(value);

    public override void WriteLine(string? value)
    {
        to.WriteLine(value);
        _told.TrySetResult();
    }
}
