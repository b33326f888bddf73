namespace Weir.Cli.Mistakes;

/// <summary>What <c>weir</c> tells its caller; part of the contract with scripts.</summary>
internal static class ExitCodes
{
    /// <summary>Done; also a server that a signal stopped.</summary>
    public const int Done = 0;

    /// <summary>Unreachable, 404, port in use, sources that cannot be reconciled.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: an option, a URL, a file argument that does not exist.</summary>
    public const int Usage = 2;

    /// <summary>The bytes are not the expected ones.</summary>
    public const int VerificationFailed = 3;

    /// <summary>The target's folder is missing, it is a folder, exists, cannot be written, the disk is full.</summary>
    public const int Target = 4;

    /// <summary>Stopped by SIGINT or SIGTERM before the work was done (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
