using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Content.Generation;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary><c>weir make-file</c>: files to test with.</summary>
internal static class MakeFileCommand
{
    private static readonly ByteSize DefaultSize = 100 * ByteSize.MB;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it" };
        var size = TypedOptions.Size("--size", "How large it is (default 100MB)", "-s");
        var seed = TypedOptions.Count("--seed", "The same seed makes the same bytes everywhere (default 1)", min: 0);
        var overwrite = CommonOptions.Overwrite();
        var quiet = CommonOptions.Quiet();
        var command = new DocumentedCommand("make-file", "Make a file to test with")
        {
            Examples =
            [
                new Example("weir make-file big.bin --size 1GiB", "1 GiB that is the same on every machine"),
                new Example("weir make-file other.bin --size 1GiB --seed 2", "as large, with other bytes everywhere"),
                new Example("weir make-file small.bin --size 64KiB --overwrite", "anew, whatever is there"),
            ],
            Arguments = { file },
            Options = { size, seed, overwrite, quiet },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var path = line.GetRequiredValue(file);
                var wanted = line.GetValue(size) ?? DefaultSize;
                OutputFile.Refuse(path, line.GetValue(overwrite));
                await WriteAsync(path, wanted, line.GetValue(seed) ?? 1, cancellation);
                (context.Output with { IsQuiet = line.GetValue(quiet) }).Note($"{path}: {wanted}");
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task WriteAsync(string path, ByteSize size, long seed, CancellationToken cancellation)
    {
        try
        {
            await TestFile.WriteAsync(path, size, seed, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"{path} cannot be written; {error.Message}");
        }
    }
}
