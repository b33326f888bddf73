namespace Weir.Cli.Mistakes;

/// <summary>
/// Ends a command with one sentence for its user and an exit code. Thrown only by commands, at the edge of the process:
/// the libraries below give outcomes.
/// </summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="sentence">Names the option or the file, and the remedy; without the command's name and a final stop.</param>
internal sealed class MistakeException(int exitCode, string sentence) : Exception(sentence)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line asks for what cannot be.</summary>
    public static MistakeException Usage(string sentence) => new(ExitCodes.Usage, sentence);

    /// <summary>The work did not succeed.</summary>
    public static MistakeException Failed(string sentence) => new(ExitCodes.Failed, sentence);

    /// <summary>The place where the result should go does not take it.</summary>
    public static MistakeException Target(string sentence) => new(ExitCodes.Target, sentence);
}
