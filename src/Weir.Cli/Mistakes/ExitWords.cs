namespace Weir.Cli.Mistakes;

/// <summary>What an exit code means, for who does not know it by heart. Pure.</summary>
internal static class ExitWords
{
    /// <summary>Null for 0.</summary>
    public static string? Of(int code) =>
        code switch
        {
            ExitCodes.Done => null,
            ExitCodes.Failed => "It failed (exit code 1); the reason stands above.",
            ExitCodes.Usage => "It was asked for what cannot be (exit code 2); the remedy stands above.",
            ExitCodes.VerificationFailed => "The bytes are not the expected ones (exit code 3).",
            ExitCodes.Target => "The file or folder for the result does not take it (exit code 4).",
            ExitCodes.Interrupted => "It was interrupted (exit code 130).",
            _ => $"It ended with exit code {code}.",
        };
}
