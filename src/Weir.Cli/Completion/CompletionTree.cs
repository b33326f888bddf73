using System.CommandLine;

namespace Weir.Cli.Completion;

/// <summary>A command as a shell completes it.</summary>
/// <param name="Path">Its full name, as <c>weir collect token</c>.</param>
internal sealed record CompletedCommand(
    string Path,
    string Description,
    IReadOnlyList<CompletedCommand> Commands,
    IReadOnlyList<CompletedOption> Options,
    CompletedValue Argument
)
{
    /// <summary>It and all below it.</summary>
    public IEnumerable<CompletedCommand> All => Commands.SelectMany(command => command.All).Prepend(this);

    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];
}

/// <param name="Names">The long one first.</param>
/// <param name="Value">What follows it; null for a flag.</param>
internal sealed record CompletedOption(
    IReadOnlyList<string> Names,
    string Description,
    CompletedValue? Value,
    bool IsRepeated
);

/// <summary>What may stand there.</summary>
/// <param name="Label">As the help calls it.</param>
/// <param name="Words">The words that may; empty when there are too many to list.</param>
internal sealed record CompletedValue(CompletedKind Kind, string Label, IReadOnlyList<string> Words)
{
    public static readonly CompletedValue Nothing = new(CompletedKind.Anything, "", []);
}

internal enum CompletedKind
{
    Anything,
    File,
    Folder,
    Words,
}

/// <summary>What shells complete, read from the commands themselves. Pure.</summary>
internal static class CompletionTree
{
    public static CompletedCommand Of(Command root, string program) => Of(root, program, []);

    private static CompletedCommand Of(Command command, string path, IReadOnlyList<Option> inherited)
    {
        var own = command.Options.Where(option => !option.Hidden).ToList();
        var recursive = own.Where(option => option.Recursive).Concat(inherited).ToList();
        return new CompletedCommand(
            path,
            command.Description ?? "",
            [
                .. command
                    .Subcommands.Where(each => !each.Hidden)
                    .Select(each => Of(each, $"{path} {each.Name}", recursive)),
            ],
            [.. own.Concat(inherited).Select(Of)],
            command.Arguments is [.., var last] ? ValueOf(last.HelpName ?? last.Name) : CompletedValue.Nothing
        );
    }

    private static CompletedOption Of(Option option) =>
        new(
            [option.Name, .. option.Aliases.Order(StringComparer.Ordinal)],
            option.Description ?? "",
            option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool)
                ? null
                : ValueOf(option.HelpName ?? ""),
            option.Arity.MaximumNumberOfValues > 1
        );

    private static CompletedValue ValueOf(string label)
    {
        var words = label.Split('|');
        var kind =
            words.Contains("FILE") || label is "SOURCE" or "ROOT" ? CompletedKind.File
            : words.Contains("DIR") ? CompletedKind.Folder
            : words.Length > 1 && Array.TrueForAll(words, IsWord) ? CompletedKind.Words
            : CompletedKind.Anything;
        return new CompletedValue(kind, label, kind == CompletedKind.Words ? words : []);
    }

    /// <summary>A word to write as it stands; what the user puts in place of is in capitals.</summary>
    private static bool IsWord(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');
}
