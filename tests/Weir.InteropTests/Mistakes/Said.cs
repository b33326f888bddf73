using System.Text.RegularExpressions;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

/// <summary>What a command may say of a mistake: one sentence, and no trace of the code.</summary>
internal static partial class Said
{
    /// <param name="sentence">How the sentence begins, with the command's name.</param>
    public static void ShouldBe(ProgramResult result, int exitCode, string sentence)
    {
        var errors = string.Join('\n', result.Errors);
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {errors}");
        Assert.StartsWith(sentence, result.Errors[^1]);
        Assert.Single(result.Errors, line => line.StartsWith("weir", StringComparison.Ordinal));
        Assert.DoesNotMatch(Trace(), errors + string.Join('\n', result.Output));
    }

    [GeneratedRegex(@"Exception|internal error|^\s+at ", RegexOptions.Multiline, 1000)]
    private static partial Regex Trace();
}
