using Weir.Testing.Files;

namespace Weir.Testing.Processes;

/// <summary>The built <c>weir</c>, as its users start it.</summary>
public static class WeirProcess
{
    private static readonly Dictionary<string, string?> Plain = new(StringComparer.Ordinal) { ["NO_COLOR"] = "1" };

    /// <summary><c>dist/weir</c> of this repository.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "dist", "weir");

    /// <summary>Starts <c>weir</c>; its stdin stays open until it is closed.</summary>
    /// <param name="environment">Variables to add.</param>
    public static ProgramProcess Start(
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        if (!File.Exists(Path))
            throw new InvalidOperationException($"{Path} is missing; run ./build first.");
        var all = new Dictionary<string, string?>(environment ?? Plain, StringComparer.Ordinal) { ["NO_COLOR"] = "1" };
        return ProgramProcess.Start(Path, arguments, folder, all);
    }

    /// <summary>Runs <c>weir</c> to its end.</summary>
    public static async Task<ProgramResult> RunAsync(
        IEnumerable<string> arguments,
        string? folder = null,
        TimeSpan? timeout = null
    )
    {
        await using var process = Start(arguments, folder);
        process.CloseInput();
        var code = await process.WaitForExitAsync(timeout);
        return new ProgramResult(code, process.Output, process.Errors, process.PeakMemory);
    }
}
