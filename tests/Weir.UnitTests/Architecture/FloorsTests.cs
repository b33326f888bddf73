namespace Weir.UnitTests.Architecture;

/// <summary>The invariants of ARCHITECTURE.md that a look at the sources can hold.</summary>
public sealed class FloorsTests
{
    /// <summary>What each project may refer to; a project that is new to the tree gets a line here.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Weir.Measurements"] = [],
        ["Weir.Content"] = ["Weir.Measurements"],
        ["Weir.Transport"] = ["Weir.Measurements"],
        ["Weir.Probes"] = ["Weir.Measurements", "Weir.Transport"],
        ["Weir.Http"] = ["Weir.Measurements", "Weir.Transport", "Weir.Content"],
        ["Weir.Origin"] = ["Weir.Measurements", "Weir.Transport", "Weir.Content", "Weir.Http", "Weir.Analysis"],
        ["Weir.Downloads"] = ["Weir.Measurements", "Weir.Transport", "Weir.Content", "Weir.Http"],
        ["Weir.Proxy"] = ["Weir.Measurements", "Weir.Transport", "Weir.Content", "Weir.Http"],
        ["Weir.Analysis"] = ["Weir.Measurements"],
        ["Weir.Load"] =
        [
            "Weir.Measurements",
            "Weir.Transport",
            "Weir.Content",
            "Weir.Http",
            "Weir.Downloads",
            "Weir.Analysis",
        ],
        ["Weir.Agent"] = ["Weir.Measurements", "Weir.Transport", "Weir.Content", "Weir.Downloads", "Weir.Probes"],
        ["Weir.Collector"] = ["Weir.Measurements", "Weir.Transport", "Weir.Analysis"],
        ["Weir.Cli"] =
        [
            "Weir.Measurements",
            "Weir.Transport",
            "Weir.Content",
            "Weir.Http",
            "Weir.Origin",
            "Weir.Downloads",
            "Weir.Analysis",
            "Weir.Load",
            "Weir.Agent",
            "Weir.Collector",
            "Weir.Probes",
            "Weir.Proxy",
        ],
    };

    [Fact]
    public void Every_project_has_its_floor()
    {
        Assert.Equal(Allowed.Keys.Order(), SourceTree.Projects);
    }

    [Fact]
    public void References_point_down_only()
    {
        Assert.Empty(
            from project in SourceTree.Projects
            from reference in SourceTree.References(project, "ProjectReference")
            where !Allowed[project].Contains(reference)
            select $"{project} -> {reference}"
        );
    }

    [Fact]
    public void Measurements_depend_on_nothing_and_do_no_input_or_output()
    {
        Assert.Empty(SourceTree.References("Weir.Measurements", "PackageReference"));
        Assert.Empty(Using("Weir.Measurements", "System.Net", "System.IO", "File.", "Directory.", "FileStream"));
    }

    [Fact]
    public void Only_the_collector_sees_a_web_framework_and_a_database()
    {
        Assert.Equal(
            ["Weir.Collector"],
            SourceTree.Projects.Where(project =>
                SourceTree
                    .References(project, "FrameworkReference")
                    .Concat(SourceTree.References(project, "PackageReference"))
                    .Any(reference =>
                        reference.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                        || reference.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
                    )
            )
        );
    }

    [Fact]
    public void Only_the_command_line_program_talks_to_the_console()
    {
        Assert.Empty(SourceTree.Projects.Where(p => p != "Weir.Cli").SelectMany(p => Using(p, "Console.")));
    }

    [Fact]
    public void Only_the_terminal_folder_and_the_entry_point_touch_the_console()
    {
        Assert.Empty(
            from file in SourceTree.FilesOf("Weir.Cli")
            where file.Path != "Program.cs" && file.Folders is not ["Terminal", ..]
            from line in Code(file)
            where Mentions(line, "Console.")
            select $"{file}: {line.Trim()}"
        );
    }

    [Fact]
    public void Http_opens_no_socket()
    {
        Assert.Empty(Using("Weir.Http", "System.Net.Sockets", "Socket(", "TcpClient", "TcpListener"));
    }

    [Fact]
    public void Downloads_know_no_collector()
    {
        Assert.Empty(Using("Weir.Downloads", "Weir.Collector", "Weir.Agent", "Weir.Origin"));
    }

    [Fact]
    public void No_folder_is_named_by_kind()
    {
        string[] kinds = ["Helpers", "Interfaces", "Enums", "Utils", "Utilities", "Common", "Misc", "Shared"];
        Assert.DoesNotContain(SourceTree.Files, file => file.Folders.Intersect(kinds).Any());
    }

    [Fact]
    public void No_file_lies_loose_but_the_entry_point()
    {
        Assert.DoesNotContain(SourceTree.Files, file => file.Folders.Count == 0 && file.Path != "Program.cs");
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        Assert.Empty(
            from file in SourceTree.Files
            where file.Path != "Program.cs"
            let expected = $"namespace {string.Join('.', file.Folders.Prepend(file.Project))};"
            where !file.Text.Split('\n').Contains(expected)
            select $"{file} should say {expected}"
        );
    }

    [Fact]
    public void No_file_is_longer_than_600_lines()
    {
        Assert.Empty(
            from file in SourceTree.Files
            let lines = file.Text.Count(letter => letter == '\n')
            where lines > 600
            select $"{file} has {lines} lines"
        );
    }

    private static IEnumerable<string> Using(string project, params string[] names) =>
        from file in SourceTree.FilesOf(project)
        from line in Code(file)
        where names.Any(name => Mentions(line, name))
        select $"{file}: {line.Trim()}";

    private static IEnumerable<string> Code(SourceFile file) =>
        file.Text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    /// <summary>True when the name begins where no longer name runs on: <c>MyConsole.</c> is not <c>Console.</c>.</summary>
    private static bool Mentions(string line, string name)
    {
        for (
            var at = line.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = line.IndexOf(name, at + 1, StringComparison.Ordinal)
        )
        {
            if (at == 0 || (!char.IsLetterOrDigit(line[at - 1]) && line[at - 1] is not ('_' or '.')))
                return true;
        }

        return false;
    }
}
