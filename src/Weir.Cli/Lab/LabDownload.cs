using Weir.Cli.Commands;
using Weir.Cli.Reporting;
using Weir.Cli.Screens;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Origin.Replicas;

namespace Weir.Cli.Lab;

/// <summary>The main job: one download from all replicas, of which one is stopped and one paused on the way.</summary>
internal sealed class LabDownload(CommandContext context, OriginServer origin, LabFile file, LabFolder folder)
{
    /// <param name="parts">Whose collector hears of it, once it is there.</param>
    public async Task<(int ExitCode, TransferRecord Record)> RunAsync(
        IReadOnlyList<string> urls,
        LabParts parts,
        CancellationToken cancellation
    )
    {
        var target = Path.Combine(folder.Downloads, file.Name);
        File.Delete(target);
        var screen = DownloadScreens.Choose(context.Output, isJson: false, target, interval: null);
        var downloader = new Downloader(
            new DownloadOptions
            {
                Agent = "lab",
                Target = "four replicas",
                Checksum = file.Checksum,
                Overwrite = true,
                ProgressInterval = LabScript.Interval,
            },
            context.Time
        );
        var sources = urls.Select(LabParts.SourceOf).ToArray();
        LabScript? script = null;
        var result = await screen.ShowAsync(async watcher =>
        {
            await using var reporter = new ProgressReporter(
                () => parts.Delivery,
                watcher,
                screen.Interval,
                context.Time
            );
            script = new LabScript(origin, reporter, LabScript.Interval, context.Time);
            return await downloader.DownloadAsync(sources, target, script, cancellation);
        });
        await script!.MendAsync();
        DownloadSummary.Print(context.Output, result.Record, target);
        LabWords.Cost(context.Output.Out, result.Record, LabOrigin.WholeRate);
        return (GetCommand.ExitCode(result), result.Record);
    }
}
