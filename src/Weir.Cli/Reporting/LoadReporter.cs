using Weir.Agent.Delivery;
using Weir.Analysis.Runs;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Reporting;

/// <summary>Passes the progress of load runs on to a collector while they go, for who watches there, and to the screen.</summary>
internal sealed class LoadReporter(DeliveryOptions delivery, ILoadWatcher screen, TimeProvider time)
    : ILoadWatcher,
        IAsyncDisposable
{
    private readonly ProgressPost _post = new(() => delivery, time);
    private LoadProgress? _before;
    private long _toldAt;

    public void OnRunStarting(int number, int runs, RunPlan plan) => screen.OnRunStarting(number, runs, plan);

    public void OnProgress(LoadProgress progress)
    {
        _post.Add(ToEvent(progress));
        screen.OnProgress(progress);
    }

    public Task OnRunFinishedAsync(RunOutcome outcome, IReadOnlyList<TransferRecord> transfers) =>
        screen.OnRunFinishedAsync(outcome, transfers);

    public ValueTask DisposeAsync() => _post.DisposeAsync();

    private ProgressEvent ToEvent(LoadProgress now)
    {
        var before = _before?.RunId == now.RunId ? _before : null;
        var passed = time.GetElapsedTime(_toldAt);
        (_before, _toldAt) = (now, time.GetTimestamp());
        var rate = Rate(before?.Bytes, now.Bytes);
        return new ProgressEvent
        {
            Id = now.RunId,
            At = time.GetUtcNow(),
            Bytes = now.Bytes,
            Size = now.Size,
            Throughput = rate,
            Eta =
                now.Size is { } size && rate is { BytesPerSecond: > 0 } moving
                    ? TimeSpan.FromSeconds(Math.Min((size - now.Bytes) / moving.BytesPerSecond, 1e9))
                    : null,
            Clients = now.Clients,
            ClientsDone = now.Done,
            Requests = now.Requests,
            Sources =
            [
                .. now.Sources.Select(source => new SourceProgress
                {
                    Url = source.Url,
                    State = source.Done == source.Clients ? SourceState.Done : SourceState.Active,
                    Bytes = source.Bytes,
                    Throughput = Rate(
                        before?.Sources.FirstOrDefault(old => old.Url == source.Url)?.Bytes,
                        source.Bytes
                    ),
                }),
            ],
        };

        BitRate? Rate(long? from, long to) =>
            from is { } known && passed > TimeSpan.Zero ? BitRate.FromBytes(to - known, passed) : null;
    }
}
