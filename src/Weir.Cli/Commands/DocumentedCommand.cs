using System.CommandLine;

namespace Weir.Cli.Commands;

/// <summary>A command with examples in its help, and with the words that its output uses.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>Runs servers on event loops, which not every system has.</summary>
    public bool IsOfLoops { get; init; }

    public IReadOnlyList<(string Name, string Meaning)> Terms { get; init; } = [];
}
