using Weir.Cli.Terminal;

namespace Weir.Cli.Probing;

/// <summary>The line that tells how a probe goes: renewed in place on a terminal, one below the other elsewhere.</summary>
internal sealed class ProbeScreen(Output output)
{
    /// <summary>Packets that the sparkline shows.</summary>
    public const int Width = 30;

    private const string Home = "\r\e[2K";
    private bool _isDrawn;

    /// <param name="recent">The last round trips in ticks, the oldest first; −1 for a loss.</param>
    public void Show(string words, ReadOnlySpan<long> recent)
    {
        if (output.IsQuiet)
            return;
        var line = recent.IsEmpty ? words : $"{words}  {Sparkline.Of(recent)}";
        if (!IsLive)
        {
            output.Note(line);
            return;
        }

        _isDrawn = true;
        output.Error.Write(Home + (line.Length < output.Width ? line : line[..(output.Width - 1)]));
    }

    /// <summary>Leaves the screen to what comes next.</summary>
    public void End()
    {
        if (_isDrawn)
            output.Error.Write(Home);
        _isDrawn = false;
    }

    private bool IsLive => output is { ErrorIsTerminal: true, UsesColor: true };
}
