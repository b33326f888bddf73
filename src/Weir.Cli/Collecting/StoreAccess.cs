using Weir.Cli.Mistakes;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;

namespace Weir.Cli.Collecting;

/// <summary>Opens stores, and says as a mistake why one cannot be used.</summary>
internal static class StoreAccess
{
    /// <exception cref="MistakeException">It cannot be opened.</exception>
    public static SqliteStore Open(StoreAddress address, bool mayMake, TimeProvider time) =>
        SqliteStore.Open(address, mayMake, time, out var fault) ?? throw Of(fault!, mayMake);

    /// <param name="mayMake">Whether it was a place to write to (4), or a file to read (2).</param>
    public static MistakeException Of(StoreFault fault, bool mayMake) =>
        fault.Kind switch
        {
            StoreFaultKind.Missing or StoreFaultKind.Foreign when !mayMake => MistakeException.Usage(
                $"--store: {fault.Sentence}"
            ),
            StoreFaultKind.Full or StoreFaultKind.Missing or StoreFaultKind.Foreign => MistakeException.Target(
                $"--store: {fault.Sentence}"
            ),
            _ when mayMake => MistakeException.Target($"--store: {fault.Sentence}"),
            _ => MistakeException.Failed($"--store: {fault.Sentence}"),
        };
}
