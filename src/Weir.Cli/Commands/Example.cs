namespace Weir.Cli.Commands;

/// <summary>A command line to copy, and what it does in half a sentence.</summary>
internal sealed record Example(string Line, string Meaning);
