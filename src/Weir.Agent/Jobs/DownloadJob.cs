using Weir.Downloads.Downloading;
using Weir.Measurements.Records;

namespace Weir.Agent.Jobs;

/// <summary>Downloads a file into a folder that is gone afterwards.</summary>
/// <param name="folder">Of this job alone.</param>
internal sealed class DownloadJob(DownloadTarget target, string agent, string folder, TimeProvider time) : IJob
{
    private const string UnknownName = "download";

    private readonly DownloadOptions _options = new()
    {
        Agent = agent,
        Target = target.Name,
        Checksum = target.Checksum,
        Overwrite = true,
    };

    private string FileName => target.Sources[0].FileName ?? UnknownName;

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            // What a killed process left would be continued, and measure less than a download.
            Clear();
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, FileName);
            var result = await new Downloader(_options, time).DownloadAsync(
                target.Sources,
                path,
                cancellationToken: cancellation
            );
            Clear();
            return new TransferFinding(result.Record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new TransferFinding(
                Blank(time.GetUtcNow(), TransferOutcome.Failed, $"{folder} cannot be used: {error.Message}")
            );
        }
    }

    public Finding Missed(DateTimeOffset due, string why) =>
        new TransferFinding(Blank(due, TransferOutcome.Overrun, why));

    private TransferRecord Blank(DateTimeOffset at, TransferOutcome outcome, string error) =>
        new()
        {
            Id = RecordIds.NewId(time),
            StartedAt = at,
            Agent = agent,
            Target = target.Name,
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
