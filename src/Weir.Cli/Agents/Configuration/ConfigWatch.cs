namespace Weir.Cli.Agents.Configuration;

/// <summary>Notices that a file was changed, by its time and its size, also where it was replaced by a rename.</summary>
internal sealed class ConfigWatch(string path, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="onChange"/> at each change until <paramref name="stop"/>.</summary>
    public async Task RunAsync(Action onChange, CancellationToken stop)
    {
        var seen = Look();
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                // One that is away for a moment is about to be replaced.
                if (Look() is not { } now || now == seen)
                    continue;
                seen = now;
                onChange();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
    }

    private (DateTime At, long Length)? Look()
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
