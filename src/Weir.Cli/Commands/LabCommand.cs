using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Lab;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary><c>weir lab</c>: the main job on one machine, with servers that fail on purpose.</summary>
internal static class LabCommand
{
    private static readonly ByteSize DefaultSize = 256 * ByteSize.MiB;

    public static Command Create(CommandContext context)
    {
        var once = TypedOptions.Flag("--once", "End when every part has proven itself, instead of running on");
        var evening = TypedOptions.Flag(
            "--evening",
            "Instead: compressed days whose evenings are slow, and whether the analysis finds them"
        );
        var days = TypedOptions.Count("--days", "With --evening: how many (default 4; 14 for recurring congestion)");
        var hour = TypedOptions.Duration("--hour", "With --evening: how long an hour of its day lasts (default 10s)");
        var size = TypedOptions.Size("--size", "How large the test file is (default 256MiB)");
        var folder = TypedOptions.Text(
            "--folder",
            "DIR",
            $"Where files and measurements are kept (default {HomePath.Short(LabFile.DefaultFolder)})"
        );
        var command = new DocumentedCommand(
            "lab",
            "See it all on this machine: servers that fail on purpose, proxy, probes, reports"
        )
        {
            IsOfLoops = true,
            Examples =
            [
                new Example("weir lab", "download from four servers of which two fail, then run on"),
                new Example("weir lab --once", "the same, and end: 0 when all was proven"),
                new Example("weir lab --size 1GiB --once", "with a larger file"),
                new Example("weir lab --evening", "four days in 16 minutes: 0 when the slow hours were found"),
                new Example("weir lab --evening --days 14 --hour 2s", "14 days in 11 minutes: recurring congestion"),
            ],
            Options = { once, evening, days, hour, size, folder },
        };
        command.SetAction(
            (line, cancellation) =>
            {
                var place = line.GetValue(folder) ?? LabFile.DefaultFolder;
                if (Evening(line.GetValue(evening), line.GetValue(days), line.GetValue(hour)) is not { } options)
                    return RunAsync(
                        context,
                        place,
                        line.GetValue(size) ?? DefaultSize,
                        line.GetValue(once),
                        cancellation
                    );
                return line.GetValue(once) || line.GetValue(size) is not null
                    ? throw MistakeException.Usage("--evening has no --once and no --size; leave them out")
                    : RunEveningAsync(context, place, options, cancellation);
            }
        );
        return command;
    }

    private static EveningOptions? Evening(bool isEvening, int? days, TimeSpan? hour)
    {
        if (!isEvening)
            return days is null && hour is null
                ? null
                : throw MistakeException.Usage("--days and --hour are for --evening; add it, or leave them out");
        var options = new EveningOptions(days ?? EveningOptions.DefaultDays, hour ?? EveningOptions.DefaultHour);
        return options.Hour >= EveningOptions.ShortestHour && options.Hour <= EveningOptions.LongestHour
            ? options
            : throw MistakeException.Usage("--hour is 500ms to 1h; give 10s, or 2s for shorter days");
    }

    private static async Task<int> RunEveningAsync(
        CommandContext context,
        string path,
        EveningOptions options,
        CancellationToken cancellation
    )
    {
        using var folder = LabFolder.Open(path);
        return await new EveningSession(context, folder, options).RunAsync(cancellation);
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string path,
        ByteSize size,
        bool isOnce,
        CancellationToken cancellation
    )
    {
        if (size < ByteSize.MiB)
            throw MistakeException.Usage($"--size {size} is too small to see anything; give 1MiB or more");
        using var folder = LabFolder.Open(path);
        return await new LabSession(context, folder).RunAsync(size, isOnce, cancellation);
    }
}
