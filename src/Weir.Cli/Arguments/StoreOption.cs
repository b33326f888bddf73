using System.CommandLine;
using Weir.Cli.Mistakes;
using Weir.Collector.Storage;

namespace Weir.Cli.Arguments;

/// <summary><c>--store sqlite:FILE</c> or <c>postgres://USER@HOST/DATABASE</c></summary>
internal static class StoreOption
{
    public static Option<string?> Create(string description) =>
        TypedOptions.Text("--store", "sqlite:FILE|postgres://…", description);

    /// <exception cref="MistakeException">It is missing or no store.</exception>
    public static StoreAddress Read(string? text)
    {
        if (text is null)
            throw MistakeException.Usage("--store is missing; name the file of the measurements, as sqlite:weir.db");
        return StoreAddress.TryParse(text, out var address, out var problem)
            ? address
            : throw MistakeException.Usage($"--store: {problem}");
    }
}
