using Weir.Collector.Storage;

namespace Weir.Collector.Hosting;

/// <summary>Deletes records that are older than they are to be kept, now and every hour. Rollups stay for ever.</summary>
internal sealed class RetentionKeeper(
    IMeasurementStore store,
    TimeSpan retention,
    TimeProvider time,
    Action<Exception> report
) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private Task? _work;

    public void Start() => _work = WorkAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_work is not null)
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await store.DropBeforeAsync(time.GetUtcNow() - retention, _stop.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Mostly a store that is away or full. The next hour's turn takes these too.
                report(error);
            }

            await Task.Delay(Pause, time, _stop.Token);
        }
    }
}
