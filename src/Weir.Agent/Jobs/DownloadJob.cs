using Weir.Agent.Budget;
using Weir.Agent.Traffic;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Transport.Tls;

namespace Weir.Agent.Jobs;

/// <summary>Downloads a file into a folder that is gone afterwards.</summary>
/// <param name="zone">Of the agent's clock, by its name in the tz database; null for one without.</param>
/// <param name="folder">Of this job alone.</param>
internal sealed class DownloadJob(
    DownloadTarget target,
    string agent,
    string? zone,
    string folder,
    ByteBudget budget,
    TrafficWatch traffic,
    TimeProvider time
) : IJob
{
    private const string UnknownName = "download";

    private readonly DownloadOptions _options = new()
    {
        Agent = agent,
        Target = target.Name,
        Checksum = target.Checksum,
        Overwrite = true,
        LimitRate = target.LimitRate,
        Connections = target.Connections,
        Trust = target.Trust ?? PeerTrust.Default,
        // The budget looks on.
        ProgressInterval = TimeSpan.FromMilliseconds(100),
    };

    private string FileName => target.Sources[0].FileName ?? UnknownName;

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        if (budget.Ask(target.Name, out var refusal) is not { } share)
            return new TransferFinding(Blank(time.GetUtcNow(), TransferOutcome.Cancelled, refusal!));
        using var spent = new BudgetWatch(budget, share);
        try
        {
            var record = await DownloadAsync(spent, cancellation);
            budget.Pay(spent.Share, record.Sources.Sum(source => source.Bytes), record.Outcome == TransferOutcome.Ok);
            return new TransferFinding(record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            budget.Pay(spent.Share, 0, isWhole: false);
            return new TransferFinding(
                Blank(time.GetUtcNow(), TransferOutcome.Failed, $"{folder} cannot be used: {error.Message}")
            );
        }
    }

    public Finding Missed(DateTimeOffset due, string why) =>
        new TransferFinding(Blank(due, TransferOutcome.Overrun, why));

    private async Task<TransferRecord> DownloadAsync(BudgetWatch spent, CancellationToken cancellation)
    {
        // What a killed process left would be continued, and measure less than a download.
        Clear();
        Directory.CreateDirectory(folder);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, spent.IsOver);
        var begun = traffic.Begin();
        var result = await new Downloader(_options, time).DownloadAsync(
            target.Sources,
            Path.Combine(folder, FileName),
            spent,
            either.Token
        );
        var moved = result.Record.Sources.Sum(source => source.Bytes);
        var record = result.Record with
        {
            Zone = zone,
            LocalTraffic = begun.End(moved),
            LocalTrafficBefore = begun.Before,
        };
        Clear();
        return record.Outcome == TransferOutcome.Cancelled && spent.Refusal is { } refusal
            ? record with
            {
                Error = refusal,
            }
            : record;
    }

    private TransferRecord Blank(DateTimeOffset at, TransferOutcome outcome, string error) =>
        new()
        {
            Id = RecordIds.NewId(time),
            StartedAt = at,
            Agent = agent,
            Target = target.Name,
            Zone = zone,
            File = FileName,
            Outcome = outcome,
            Error = error,
            Sources = [.. target.Sources.Select(s => new SourceRecord { Url = s.Url, State = SourceState.Idle })],
        };

    private void Clear()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
