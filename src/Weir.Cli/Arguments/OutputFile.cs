using Weir.Cli.Mistakes;

namespace Weir.Cli.Arguments;

/// <summary>The file that a command is to write: what is wrong with it is told before the work begins.</summary>
internal static class OutputFile
{
    /// <param name="path">Null for stdout.</param>
    /// <exception cref="MistakeException">The file cannot be made, or it is there and may not be replaced.</exception>
    public static void Refuse(string? path, bool mayOverwrite)
    {
        if (path is null)
            return;
        if (path.Length == 0)
            throw MistakeException.Usage("FILE is empty; name the file to write");
        if (Directory.Exists(path))
            throw MistakeException.Target($"{path} is a folder; name a file in it");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw MistakeException.Target($"the folder {folder} does not exist; make it first");
        if (File.Exists(path) && !mayOverwrite)
            throw MistakeException.Target($"{path} exists; name another file or give --overwrite");
    }
}
