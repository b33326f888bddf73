using Weir.Analysis.Runs;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;

namespace Weir.Load.Requests;

/// <summary>What a run of requests leaves. Pure.</summary>
internal static class RequestResults
{
    /// <summary>A client as the row of a table: its bytes and its time are those of all its requests.</summary>
    public static ClientResult Of(string runId, IRequestClient client)
    {
        var tally = client.Tally;
        var bad = tally.Failed + tally.Corrupt;
        return new ClientResult
        {
            RunId = runId,
            Client = client.Name,
            File = client.Source.FileName,
            StartedAt = client.StartedAt,
            Outcome =
                tally.Corrupt > 0 ? TransferOutcome.Corrupt
                : tally.Failed > 0 ? TransferOutcome.Failed
                : TransferOutcome.Ok,
            Bytes = tally.Bytes,
            Duration = client.Ended,
            LocalPort = client.LocalPort,
            Error = bad > 0 ? $"{bad} of {tally.Ok + bad} requests went wrong, the first: {tally.FirstError}" : null,
        };
    }

    /// <summary>The clients of a run that could not begin.</summary>
    public static ClientResult[] None(
        string runId,
        int clients,
        SourceAddress source,
        TransferOutcome outcome,
        string problem
    ) =>
        [
            .. Enumerable
                .Range(1, clients)
                .Select(number => new ClientResult
                {
                    RunId = runId,
                    Client = $"{number}",
                    File = source.FileName,
                    Outcome = outcome,
                    Error = $"the file itself, to judge by, cannot be had: {problem}",
                }),
        ];

    public static RequestsRecord Record(
        RequestOptions options,
        RequestSchedule schedule,
        RequestTally all,
        TimeSpan duration,
        TimeSpan cpu
    ) =>
        new()
        {
            Mode = options.ArrivalsPerSecond is null ? "closed" : "open",
            KeepAlive = options.KeepsAlive,
            Duration = duration,
            OfferedPerS = options.ArrivalsPerSecond,
            RatePerS = duration > TimeSpan.Zero ? Math.Round(all.Ok / duration.TotalSeconds, 3) : 0,
            Requests = all.Ok + all.Failed + all.Corrupt + schedule.Unstarted,
            Ok = all.Ok,
            Failed = all.Failed + schedule.Unstarted,
            Corrupt = all.Corrupt,
            Unstarted = schedule.Unstarted,
            Latency = all.Latency.ToRecord(),
            Service = all.Service.ToRecord(),
            Cpu = cpu,
        };
}
