namespace Weir.Origin.Runs;

/// <summary>Where receipts go: <c>/.weir/runs/{run}/{round}/{ticket}</c>, a path that no served file can have. Pure.</summary>
internal static class ReceiptPath
{
    private const string Prefix = "/.weir/runs/";

    public static string Of(string runId, int round, string ticket) => $"{Prefix}{runId}/{round}/{ticket}";

    /// <summary>Whether a request-target is within the reserved path.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> target) => target.StartsWith("/.weir/runs/"u8);

    /// <param name="path">Decoded.</param>
    public static bool TryParse(string path, out string runId, out string ticket)
    {
        (runId, ticket) = ("", "");
        if (
            !path.StartsWith(Prefix, StringComparison.Ordinal)
            || path[Prefix.Length..].Split('/') is not [var run, _, var last]
        )
            return false;
        (runId, ticket) = (run, last);
        return true;
    }
}
