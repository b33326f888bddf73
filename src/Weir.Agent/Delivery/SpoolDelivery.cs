using Weir.Agent.Spool;

namespace Weir.Agent.Delivery;

/// <summary>Brings what is in a spool to a collector, oldest first, for as long as it takes.</summary>
/// <remarks>
/// 1. The oldest records are read and sent. 2. An answer that accounts for each of them ends the matter: what was refused
/// is put aside, then all are acknowledged to the spool. 3. Anything else, a lost answer too, keeps them: they are sent
/// again after a while, and the collector knows them by their ids.
/// </remarks>
public sealed class SpoolDelivery(
    RecordSpool spool,
    CollectorClient client,
    DeliveryOptions options,
    IDeliveryWatcher watcher,
    TimeProvider time,
    Random random
)
{
    private readonly DeliveryPace _pace = new(options, random);
    private string? _trouble;

    public DeliverySummary Summary { get; private set; }

    /// <summary>Delivers until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await spool.WaitForRecordsAsync(stop);
                var delay = await SendOnceAsync(stop);
                if (delay > TimeSpan.Zero)
                    await Task.Delay(delay, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is under way is sent again, by FinishAsync or by the next process.
        }
    }

    /// <summary>The last try at the end of an agent: until nothing is left, something fails, or time is up.</summary>
    public async Task FinishAsync()
    {
        using var limit = new CancellationTokenSource(options.LastTry, time);
        try
        {
            while (spool.Pending > 0 && await SendOnceAsync(limit.Token) == TimeSpan.Zero) { }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // The spool keeps the rest.
        }
    }

    /// <returns>How long to wait before the next one.</returns>
    private async Task<TimeSpan> SendOnceAsync(CancellationToken cancellation)
    {
        var batch = spool.Read(_pace.Records, options.MaxBytes, out var fault);
        if (batch.Records.Count == 0)
        {
            Tell(fault?.Reason);
            return options.LongestDelay;
        }

        var answer = await client.SendAsync(batch.Records, cancellation);
        var isHopeless = DeliveryPace.IsHopeless(answer, batch.Records.Count);
        if (isHopeless)
            answer = new DeliveryAcknowledged(0, 0, [new Rejection(1, ((DeliveryFailed)answer).Reason)]);
        var delay = _pace.After(answer, batch.Records.Count);
        switch (answer)
        {
            case DeliveryAcknowledged acknowledged:
                return Acknowledge(batch, acknowledged) ? delay : options.LongestDelay;
            case DeliveryFailed { Kind: not DeliveryFaultKind.TooLarge } failed:
                Tell(failed.Reason);
                return delay;
            default:
                return delay;
        }
    }

    /// <returns>False when the disk did not take what was refused; then nothing is acknowledged.</returns>
    private bool Acknowledge(SpoolBatch batch, DeliveryAcknowledged answer)
    {
        foreach (var (line, reason) in answer.Rejected)
        {
            if (spool.SetAside(batch.Records[line - 1], reason) is not { } fault)
                continue;
            Tell(fault.Reason);
            return false;
        }

        // A state that could not be written costs a repetition after a crash, no record.
        spool.Acknowledge(batch);
        Summary = new DeliverySummary(
            Summary.Accepted + answer.Accepted,
            Summary.Duplicates + answer.Duplicates,
            Summary.Rejected + answer.Rejected.Count
        );
        if (_trouble is not null)
            watcher.OnDeliveryRecovered(spool.Pending);
        _trouble = null;
        foreach (var (line, reason) in answer.Rejected)
            watcher.OnRejected(batch.Records[line - 1], reason);
        return true;
    }

    /// <summary>A trouble is told when it begins and when it changes, not at every try.</summary>
    private void Tell(string? trouble)
    {
        if (trouble is null || trouble == _trouble)
            return;
        _trouble = trouble;
        watcher.OnDeliveryTrouble(trouble, spool.Pending);
    }
}
