namespace Weir.Load.Running;

/// <summary>Tells how far a run is, until it is over.</summary>
internal static class RunProgress
{
    public static async Task TellAsync(
        ILoadWatcher? watcher,
        Func<LoadProgress> look,
        Task over,
        TimeSpan interval,
        TimeProvider time
    )
    {
        using var timer = new PeriodicTimer(interval, time);
        while (!over.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(over, tick) == over)
                return;
            watcher?.OnProgress(look());
        }
    }
}
