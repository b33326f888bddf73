using System.Text.RegularExpressions;
using Weir.Testing.Files;

namespace Weir.UnitTests.Architecture;

/// <summary>What ARCHITECTURE.md names is there, and what is there is on its map.</summary>
public sealed partial class MapTests
{
    /// <summary>Written as code in ARCHITECTURE.md, but not types or files of this repository.</summary>
    private static readonly string[] Foreign =
    [
        "Next",
        "TimeProvider",
        "DateTime.Now",
        "Thread.Sleep",
        "dist/weir",
        "./pack",
    ];

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));

    /// <summary>Folders and files of the repository, without the <c>.cs</c> and the <c>Weir.</c> of projects.</summary>
    private static readonly IReadOnlyList<string> Places =
    [
        .. new[] { "src", "tests", "web", "bench", "deploy", "docs" }
            .SelectMany(folder => Below(Path.Combine(Repository.Root, folder)).Prepend(folder))
            .Select(path => path.Replace("/Weir.", "/", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Each_folder_of_each_project_is_on_the_map()
    {
        foreach (var project in SourceTree.Projects)
        {
            var folders = SourceTree
                .FilesOf(project)
                .Where(file => file.Folders.Count > 0)
                .Select(file => file.Folders[0])
                .Distinct();

            Assert.Equal(folders.Order(), OnTheMap(project).Order());
        }
    }

    [Fact]
    public void Each_path_and_type_that_is_named_is_there()
    {
        var missing = Code()
            .Matches(Text)
            .Select(match => match.Groups["name"].Value)
            .Where(name => IsPath(name) || TypeName().IsMatch(name))
            .Except(Foreign)
            .Where(name => !IsThere(name));

        Assert.Empty(missing);
    }

    private static string[] OnTheMap(string project)
    {
        var map = Text.Split("```")[1];
        var from = map.IndexOf($"{project} ", StringComparison.Ordinal) + project.Length;
        var entry = map[from..];
        var to = EntryEnd().Match(entry);
        entry = InBrackets().Replace(to.Success ? entry[..to.Index] : entry, "");
        return entry.Split(':')[0].Split('·', StringSplitOptions.TrimEntries);
    }

    private static bool IsPath(string name) =>
        name.Contains('/', StringComparison.Ordinal)
        && !name.StartsWith('/')
        && !name.Contains(' ', StringComparison.Ordinal);

    private static bool IsThere(string name)
    {
        var place = "/" + name.TrimEnd('/').Replace("Weir.", "", StringComparison.Ordinal);
        if (Places.Any(path => path.EndsWith(place, StringComparison.Ordinal) || "/" + path == place))
            return true;

        // A method, or a file that has a part of the type.
        var dot = place.LastIndexOf('.');
        return dot > 0
            && SourceTree.Files.Any(file =>
                $"/{file.Project[5..]}/{file.Path}".EndsWith($"{place[..dot]}.cs", StringComparison.Ordinal)
                && file.Text.Contains($" {place[(dot + 1)..]}(", StringComparison.Ordinal)
            );
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory
            .EnumerateFileSystemEntries(folder)
            .Where(path => Path.GetFileName(path) is not ("bin" or "obj" or "node_modules"))
            .SelectMany(path => Directory.Exists(path) ? Below(path).Prepend(path) : [path])
            .Select(path => path.EndsWith(".cs", StringComparison.Ordinal) ? path[..^3] : path);

    [GeneratedRegex("`(?<name>[^`\n]+)`", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)?$", RegexOptions.None, 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\n(?:─|[0-9 ]  Weir\.)|\n$", RegexOptions.None, 1000)]
    private static partial Regex EntryEnd();

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex InBrackets();
}
