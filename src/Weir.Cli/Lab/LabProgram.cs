using Weir.Cli.Terminal;

namespace Weir.Cli.Lab;

/// <summary>How a shell starts this program: by its name where that finds it, else by its path.</summary>
internal static class LabProgram
{
    public const string Name = "weir";

    /// <param name="process">The path of the program that runs.</param>
    /// <param name="path">Where shells look for programs (<c>PATH</c>).</param>
    public static string Of(string? process, string? path)
    {
        if (process is null || Path.GetFileName(process) != Name)
            return Name;
        var found = (path ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);
        var isFound = found is not null && Target(found) == Target(process);
        return isFound ? Name : ShellLine.Quoted(process);
    }

    private static string Target(string file) =>
        File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
}
