using System.Xml.Linq;
using Weir.Testing.Files;

namespace Weir.UnitTests.Architecture;

/// <summary>The projects and files under <c>src/</c>, as text.</summary>
internal static class SourceTree
{
    private static readonly string Root = Path.Combine(Repository.Root, "src");

    public static IReadOnlyList<string> Projects { get; } =
    [.. Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories).Select(Name).Order()];

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Projects.SelectMany(FilesOf)];

    /// <summary>The names of what a project refers to by these elements, such as <c>ProjectReference</c>.</summary>
    public static IReadOnlyList<string> References(string project, string element) =>
        [
            .. XDocument
                .Load(Path.Combine(Root, project, project + ".csproj"))
                .Descendants(element)
                .Select(e => (string?)e.Attribute("Include") ?? "")
                .Select(include => element == "ProjectReference" ? Name(include) : include),
        ];

    public static IEnumerable<SourceFile> FilesOf(string project)
    {
        var folder = Path.Combine(Root, project);
        return Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (path, Relative: Path.GetRelativePath(folder, path)))
            .Where(file => file.Relative.Split('/')[0] is not ("bin" or "obj"))
            .Select(file => new SourceFile(project, file.Relative, File.ReadAllText(file.path)));
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);
}

/// <param name="Project">As <c>Weir.Cli</c>.</param>
/// <param name="Path">Within the project, as <c>Terminal/Output.cs</c>.</param>
/// <param name="Text">All of it.</param>
internal sealed record SourceFile(string Project, string Path, string Text)
{
    public IReadOnlyList<string> Folders => Path.Split('/')[..^1];

    public override string ToString() => $"{Project}/{Path}";
}
