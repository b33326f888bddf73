using Weir.Cli.Terminal;

namespace Weir.Cli.Menu;

/// <summary>One command that a choice runs.</summary>
/// <param name="Arguments">Those of <c>weir</c>.</param>
internal sealed record MenuStep(params IReadOnlyList<string> Arguments)
{
    /// <summary>It serves the steps after it, until the last of them is over.</summary>
    public bool IsBackground { get; init; }

    /// <summary>The file that takes its stdout; null for the screen.</summary>
    public string? OutputFile { get; init; }

    /// <summary>The command as a shell takes it.</summary>
    public string Line =>
        ShellLine.Of(["weir", .. Arguments])
        + (OutputFile is { } file ? $" > {ShellLine.Quoted(file)}" : "")
        + (IsBackground ? " &" : "");

    /// <summary>An option with its value, or nothing without one.</summary>
    public static IEnumerable<string> Option(string name, string value) => value.Length == 0 ? [] : [name, value];

    public static IEnumerable<string> Flag(string name, bool isSet) => isSet ? [name] : [];

    /// <summary>A path as an argument, which must not look like an option.</summary>
    public static string Path(string path) => path.StartsWith('-') ? "./" + path : path;
}
