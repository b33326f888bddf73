using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Weir.Cli.Commands;
using Weir.Cli.Help;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Help;

/// <summary>The reference in the documents is what the program says of itself; <c>WEIR_UPDATE_GOLDEN=1</c> writes it anew.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Reference = Path.Combine(Repository.Root, "docs", "reference");

    [Fact]
    public void The_reference_of_the_command_line_is_the_help()
    {
        var context = new CapturedOutput().Context;
        var root = CommandLine.Root(context, CommandLine.All(context));
        var text = new StringBuilder(
            "# Command line\n\nWhat `weir COMMAND --help` prints, in one page. Exit codes: 0 done, 1 failed, 2 wrong usage, "
                + "3 verification\nfailed, 4 the target cannot be written, 130 interrupted.\n"
        );
        Append(text, root, "weir");

        var actual = text.ToString();
        Assert.Equal(Golden.Expected(Path.Combine(Reference, "cli.md"), actual), actual);
    }

    [Fact]
    public void The_reference_of_metrics_has_each_of_them()
    {
        var written = File.ReadAllText(Path.Combine(Reference, "metrics.md"));
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                path.EndsWith("Report.cs", StringComparison.Ordinal)
                || path.EndsWith("CollectorCounts.cs", StringComparison.Ordinal)
            );
        var names = sources
            .SelectMany(path => Metric().Matches(File.ReadAllText(path)))
            .Select(match => match.Value)
            .Distinct()
            .ToList();

        Assert.True(names.Count > 20);
        Assert.All(names, name => Assert.Contains($"| `{name}` |", written, StringComparison.Ordinal));
    }

    private static void Append(StringBuilder text, Command command, string name)
    {
        text.Append("\n## ").Append(name).Append("\n\n```text\n");
        text.Append(HelpText.Of(command, name, [], 80)).Append("```\n");
        foreach (var below in command.Subcommands)
            Append(text, below, $"{name} {below.Name}");
    }

    [GeneratedRegex("weir_[a-z]+_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Metric();
}
