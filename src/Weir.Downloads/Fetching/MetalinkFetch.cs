using Weir.Content.Metalink;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Fetching;

/// <summary>Fetches the Metalink of a file, which is small, and reads it.</summary>
public static class MetalinkFetch
{
    /// <summary>How often one who waits looks whether it is over.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

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
        if (AskPatiently(connection, options, time, watcher) is { } failure)
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

    /// <summary>
    /// A server that has to hash the file first says when to ask again (503 with Retry-After), and is asked again for as
    /// long as one hopes for a server to come back.
    /// </summary>
    private static Failure? AskPatiently(
        SourceConnection connection,
        DownloadOptions options,
        TimeProvider time,
        IConnectionWatcher watcher
    )
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (connection.Ask(range: null) is { } failure)
                return failure;
            var wait = HeadGate.RetryAfter(connection.Current.Head, time.GetUtcNow());
            if (connection.Current.Head.Status is not (429 or 503) || wait is not { } pause)
                return null;
            if (time.GetElapsedTime(started) + pause > options.GiveUp)
                return new Failure(
                    FailureKind.Busy,
                    $"{connection.Current.Head.Status}; it asks to be left alone for {pause.TotalSeconds:0} s"
                );
            connection.Drain();
            if (!Wait(pause, time, watcher))
                return new Failure(FailureKind.Interrupted, "it is over");
        }
    }

    /// <summary>False when it is all over meanwhile.</summary>
    private static bool Wait(TimeSpan pause, TimeProvider time, IConnectionWatcher watcher)
    {
        using var never = new ManualResetEventSlim();
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < pause; )
        {
            if (watcher.IsOver)
                return false;
            never.Wait(Look);
        }
        return !watcher.IsOver;
    }
}
