using System.CommandLine;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Testing.Files;
using Weir.UnitTests.Cli;

namespace Weir.UnitTests.Documents;

/// <summary>
/// Whatever a document or the help tells to type is understood by the program. Blocks of <c>sh</c> are run, too, by
/// <c>DocumentTests</c>.
/// </summary>
public sealed class CommandTests
{
    /// <summary>Words that may stand before a command.</summary>
    private static readonly string[] Before = ["$", "do", "then", "until", "while", "if", "!", "exec"];

    private static readonly CommandContext Context = new CapturedOutput().Context;

    private static readonly RootCommand Root = CommandLine.Root(Context, CommandLine.All(Context));

    public static TheoryData<string> Documents =>
        [.. Document.All.Select(document => document.Path).Where(path => path != "docs/reference/cli.md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_command_of_a_document_is_understood(string path)
    {
        var document = Document.All.Single(one => one.Path == path);

        Assert.Empty(document.Blocks.SelectMany(Mistakes));
    }

    [Fact]
    public void Each_example_of_the_help_is_understood()
    {
        var examples = Below(Root).OfType<DocumentedCommand>().SelectMany(command => command.Examples).ToList();

        Assert.True(examples.Count > 50);
        Assert.Empty(examples.SelectMany(example => Mistakes(example.Line)));
    }

    [Fact]
    public void Each_service_starts_as_the_program_wants_it()
    {
        foreach (var unit in Directory.EnumerateFiles(Path.Combine(Deploy, "systemd"), "*.service"))
        {
            var lines = File.ReadAllLines(unit);
            var command = Assert.Single(After("ExecStart=/usr/local/bin/", lines));
            foreach (var setting in After("Environment=", lines).SelectMany(line => line.Split(' ')))
            {
                var (name, value) = (setting.Split('=')[0], setting[(setting.IndexOf('=') + 1)..]);
                command = command
                    .Replace($"${{{name}}}", value, StringComparison.Ordinal)
                    .Replace($"${name}", value, StringComparison.Ordinal);
            }

            Assert.Empty(Mistakes(command));
        }
    }

    [Fact]
    public void Each_container_starts_as_the_program_wants_it()
    {
        var runs = File.ReadAllLines(Path.Combine(Deploy, "Containerfile"))
            .Where(line => line.Contains("podman run", StringComparison.Ordinal))
            .Select(line => line[line.LastIndexOf(" weir ", StringComparison.Ordinal)..])
            .ToList();

        Assert.NotEmpty(runs);
        Assert.Empty(runs.SelectMany(Mistakes));
    }

    private static string Deploy => Path.Combine(Repository.Root, "deploy");

    private static IEnumerable<string> After(string start, IEnumerable<string> lines) =>
        lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);

    private static IEnumerable<string> Mistakes(string text) =>
        from command in ShellText.Commands(WithoutScreens(text))
        let words = command.SkipWhile(word => Before.Contains(word) || word.Contains('=')).ToList()
        where words is ["weir" or "./run", ..]
        let arguments = words[0] == "weir" ? words[1..] : ["lab", .. words[1..]]
        let mistake = UsageMistakes.Find(
            Root.Parse([.. arguments.Select(Filled)], new ParserConfiguration { ResponseFileTokenReplacer = null })
        )
        where mistake is not null
        select $"{string.Join(' ', words)}: {mistake}";

    /// <summary>A heading of a screen is no command.</summary>
    private static string WithoutScreens(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("weir  ", StringComparison.Ordinal)));

    private static string Filled(string word) =>
        word is "sha256:HEX" or "sha256:…" ? $"sha256:{ShellText.Unknown}" : word;

    private static IEnumerable<Command> Below(Command command) =>
        command.Subcommands.SelectMany(Below).Prepend(command);
}
