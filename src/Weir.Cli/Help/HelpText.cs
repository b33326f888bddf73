using System.CommandLine;
using System.Text;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;

namespace Weir.Cli.Help;

/// <summary>Writes the help of a command as text.</summary>
internal static class HelpText
{
    private const int Widest = 100;
    private const int WidestLabel = 30;

    /// <param name="command">The command that is explained.</param>
    /// <param name="name">Its full name, as <c>weir get</c>.</param>
    /// <param name="inherited">Options that it has from above.</param>
    /// <param name="width">Columns of the screen; lines are wrapped to it, and to 100 for the eye's sake.</param>
    public static string Of(Command command, string name, IEnumerable<Option> inherited, int width)
    {
        var text = new StringBuilder();
        var columns = Math.Clamp(width, 40, Widest);
        var arguments = command.Arguments.Where(argument => !argument.Hidden).ToList();
        var options = command.Options.Concat(inherited).Where(option => !option.Hidden).ToList();
        var commands = command.Subcommands.Where(subcommand => !subcommand.Hidden).ToList();

        WordWrap.Append(text, command.Description ?? "", 0, columns);
        text.Append("\nUsage: ").Append(name);
        if (commands.Count > 0)
            text.Append(" COMMAND");
        foreach (var argument in arguments)
            text.Append(' ').Append(Usage(argument));
        text.Append(" [options]\n");

        Section(text, "Commands", columns, commands.Select(c => (c.Name, c.Description)));
        Section(text, "Arguments", columns, arguments.Select(a => (a.HelpName ?? a.Name, a.Description)));
        Section(text, "Options", columns, options.Select(o => (Label(o), o.Description)));
        if (commands.Count > 0)
            text.Append('\n').Append(name).Append(" COMMAND --help explains a command.\n");
        if (command is RootCommand)
            WordWrap.Append(
                text,
                $"{name} alone, on a terminal, is a menu of all this; q and Ctrl+D leave it with 0, Ctrl+C with 130.",
                0,
                columns
            );
        if (command is DocumentedCommand { Terms: var terms })
            Section(text, "What its numbers mean", columns, terms.Select(t => (t.Name, (string?)t.Meaning)));
        if (command is DocumentedCommand { Examples.Count: > 0 } documented)
            Examples(text, documented.Examples, columns);
        return text.ToString();
    }

    private static string Usage(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var many = argument.Arity.MaximumNumberOfValues > 1 ? name + "..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{many}]" : many;
    }

    /// <summary><c>-i, --interval DURATION</c>; options without a short name line up with the others' long ones.</summary>
    private static string Label(Option option)
    {
        var shortNames = option.Aliases.Where(alias => alias.Length == 2).Order(StringComparer.Ordinal);
        var label = string.Concat(shortNames.Select(alias => alias + ", ")).PadLeft(4) + option.Name;
        return option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0
            ? label
            : $"{label} {option.HelpName ?? "VALUE"}";
    }

    private static void Section(
        StringBuilder text,
        string title,
        int columns,
        IEnumerable<(string Label, string? Description)> rows
    )
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;

        text.Append('\n').Append(title).Append(":\n");
        var indent =
            all.Select(row => row.Label.Length).Where(length => length <= WidestLabel).DefaultIfEmpty().Max() + 4;
        foreach (var (label, description) in all)
        {
            text.Append("  ").Append(label);
            if (label.Length + 4 > indent)
                text.Append('\n').Append(' ', indent);
            else
                text.Append(' ', indent - label.Length - 2);
            WordWrap.Append(text, description ?? "", indent, columns);
        }
    }

    private static void Examples(StringBuilder text, IReadOnlyList<Example> examples, int columns)
    {
        text.Append("\nExamples:\n");
        foreach (var example in examples)
        {
            text.Append("  ").Append(example.Line).Append('\n').Append(' ', 6);
            WordWrap.Append(text, example.Meaning, 6, columns);
        }
    }
}
