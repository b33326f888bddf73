using System.CommandLine;

namespace Weir.Cli.Commands;

/// <summary>A command with examples in its help.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    public IReadOnlyList<Example> Examples { get; init; } = [];
}
