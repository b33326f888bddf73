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
            Examples =
            [
                new Example("weir lab", "download from four servers of which two fail, then run on"),
                new Example("weir lab --once", "the same, and end: 0 when all was proven"),
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
