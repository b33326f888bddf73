using Weir.Content.Metalink;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Fetching;

/// <summary>Fetches the Metalink of a file, which is small, and reads it.</summary>
public static class MetalinkFetch
{
    /// <returns>What it says, or why it could not be had, as a clause.</returns>
    public static Task<(Description? Description, string? Problem)> GetAsync(
        SourceAddress address,
        DownloadOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        Task.Run(
            () =>
            {
                var watcher = new QuietWatcher(() => cancellationToken.IsCancellationRequested);
                using var registration = cancellationToken.Register(watcher.Interrupt);
                return Get(address, options, time, watcher);
            },
            cancellationToken
        );

    internal static (Description? Description, string? Problem) Get(
        SourceAddress address,
        DownloadOptions options,
        TimeProvider time,
        IConnectionWatcher watcher
    )
    {
        using var connection = new SourceConnection(new SourceRoute(address), options, time, watcher);
        if (connection.Ask(range: null) is { } failure)
            return (null, failure.Reason);
        if (connection.Current.Head.Status != 200)
            return (null, $"{connection.Current.Head.Status}");
        var document = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (true)
        {
            var read = connection.Current.ReadBody(buffer, options.ResponseTimeout, out var fault);
            if (fault is not null)
                return (null, fault.Reason);
            if (read == 0)
                break;
            document.Write(buffer, 0, read);
            if (document.Length > MetalinkLimits.Default.Bytes)
                return (null, $"it is larger than {MetalinkLimits.Default.Bytes} bytes");
        }
        if (
            !Description.TryRead(
                document.GetBuffer().AsMemory(0, (int)document.Length),
                address.PublicUrl,
                connection.At,
                out var description,
                out var problem
            )
        )
            return (null, problem);
        // The document names them, and not the user.
        return (description with { Sources = [.. description.Sources.Select(s => s.ToldBy(address))] }, null);
    }
}
