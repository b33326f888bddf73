using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Lab;
using Weir.Cli.Mistakes;
using Weir.Cli.Screens;
using Weir.Cli.Serving;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;

namespace Weir.Cli.Commands;

/// <summary><c>weir lab</c>: the main job on one machine, with servers that fail on purpose.</summary>
internal static class LabCommand
{
    private static readonly ByteSize DefaultSize = 256 * ByteSize.MiB;

    public static Command Create(CommandContext context)
    {
        var once = TypedOptions.Flag("--once", "End after the proof instead of serving on");
        var size = TypedOptions.Size("--size", "How large the test file is (default 256MiB)");
        var folder = TypedOptions.Text("--folder", "DIR", $"Where the file is kept (default {LabFile.DefaultFolder})");
        var command = new DocumentedCommand(
            "lab",
            "See it all on this machine: four servers, one download, failures on purpose"
        )
        {
            Examples =
            [
                new Example("weir lab", "download from four servers of which two fail, then serve on"),
                new Example("weir lab --once", "the same, and end: 0 when the file was proven"),
                new Example("weir lab --size 1GiB --once", "with a larger file"),
            ],
            Options = { once, size, folder },
        };
        command.SetAction(
            (line, cancellation) =>
                RunAsync(
                    context,
                    line.GetValue(folder) ?? LabFile.DefaultFolder,
                    line.GetValue(size) ?? DefaultSize,
                    line.GetValue(once),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string folder,
        ByteSize size,
        bool isOnce,
        CancellationToken cancellation
    )
    {
        if (size < ByteSize.MiB)
            throw MistakeException.Usage($"--size {size} is too small to see anything; give 1MiB or more");
        var output = context.Output;
        var file = await LabFile.PrepareAsync(folder, size, output.Note, cancellation);
        var (origin, options) = await LabOrigin.StartAsync(folder, context.Time, output.Note);
        await using var ends = origin;
        var urls = origin.Replicas.Select(r => $"http://{r.Status.Address}/{file.Name}").ToArray();
        foreach (var replica in origin.Replicas)
            output.Note($"replica {replica.Number}  {urls[replica.Number - 1]}  at {replica.Status.Rate}");

        var exitCode = await DownloadAsync(context, origin, file, urls, cancellation);
        if (exitCode != ExitCodes.Done || isOnce)
            return exitCode;
        LabWords.WhatNext(output.Out, urls, file);
        await new ServeSession(options, context, CommonOptions.DefaultInterval).SteerAsync(
            origin,
            isJson: false,
            cancellation
        );
        return ExitCodes.Done;
    }

    private static async Task<int> DownloadAsync(
        CommandContext context,
        OriginServer origin,
        LabFile file,
        string[] urls,
        CancellationToken cancellation
    )
    {
        var target = Path.Combine(
            Directory.CreateDirectory(Path.Combine(file.Folder, "downloads")).FullName,
            file.Name
        );
        File.Delete(target);
        var screen = DownloadScreens.Choose(context.Output, isJson: false, target, interval: null);
        var downloader = new Downloader(
            new DownloadOptions
            {
                Checksum = file.Checksum,
                Overwrite = true,
                ProgressInterval = LabScript.Interval,
            },
            context.Time
        );
        var sources = urls.Select(Parse).ToArray();
        LabScript? script = null;
        var result = await screen.ShowAsync(watcher =>
        {
            script = new LabScript(origin, watcher, screen.Interval, context.Time);
            return downloader.DownloadAsync(sources, target, script, cancellation);
        });
        await script!.MendAsync();
        DownloadSummary.Print(context.Output, result.Record, target);
        LabWords.Cost(context.Output.Out, result.Record, LabOrigin.WholeRate);
        return GetCommand.ExitCode(result);
    }

    private static SourceAddress Parse(string url) =>
        SourceAddress.TryParse(url, out var address, out var mistake)
            ? address
            : throw new ArgumentException(mistake, nameof(url));
}
