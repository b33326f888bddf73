using Weir.Cli.Mistakes;
using Weir.Collector.Storage;

namespace Weir.Cli.Collecting;

/// <summary>Opens stores, and says as a mistake why one cannot be used.</summary>
internal static class StoreAccess
{
    /// <exception cref="MistakeException">It cannot be opened.</exception>
    public static async Task<ICollectorStore> OpenAsync(
        StoreAddress address,
        bool mayMake,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (store, fault) = await StoreOpening.OpenAsync(address, mayMake, time, cancellation);
        return store ?? throw Of(address, fault!, mayMake);
    }

    /// <param name="address">Where the store is.</param>
    /// <param name="fault">What is wrong.</param>
    /// <param name="mayMake">Whether it was a place to write to (4), or a file to read (2).</param>
    public static MistakeException Of(StoreAddress address, StoreFault fault, bool mayMake) =>
        fault.Kind switch
        {
            // A server that is away or refuses is no file that cannot be written.
            StoreFaultKind.Unavailable when address is StoreAddress.Postgres => MistakeException.Failed(
                $"--store: {fault.Sentence}"
            ),
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
