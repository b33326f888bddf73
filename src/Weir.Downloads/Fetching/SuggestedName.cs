using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>Asks a server how it calls the file, for those who let it decide.</summary>
public static class SuggestedName
{
    /// <summary>
    /// The name that the first of the sources to answer suggests (Content-Disposition), made safe: never a path, nor a
    /// name that means something else. Null when none suggests one; the URL has to do then.
    /// </summary>
    public static Task<string?> AskAsync(
        IReadOnlyList<SourceAddress> sources,
        DownloadOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        Task.Run(
            () => sources.Select(s => Ask(s, options, time, cancellationToken)).FirstOrDefault(n => n is not null),
            cancellationToken
        );

    private static string? Ask(
        SourceAddress source,
        DownloadOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var watcher = new QuietWatcher(() => cancellationToken.IsCancellationRequested);
        using var connection = new SourceConnection(new SourceRoute(source), options, time, watcher);
        using var registration = cancellationToken.Register(watcher.Interrupt);
        return connection.Ask(new Extent(0, 1)) is null ? Of(connection.Current.Head) : null;
    }

    internal static string? Of(Head head) =>
        head.Status is 200 or 206
        && head.TryGet("content-disposition"u8, out var field)
        && ContentDisposition.FileName(field) is { } name
            ? SafeFileName.Of(LastSegment(name))
            : null;

    /// <summary>RFC 6266 4.3: of a path only its last segment is used, whatever separates them where it was made.</summary>
    private static string LastSegment(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
}
