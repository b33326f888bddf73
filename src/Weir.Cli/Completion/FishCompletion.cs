using System.Text;

namespace Weir.Cli.Completion;

/// <summary>Completion for fish 3 and later. Pure.</summary>
internal static class FishCompletion
{
    public static string Of(CompletedCommand root)
    {
        var text = new StringBuilder("# Completion of weir for fish: weir completion fish | source\n");
        text.Append("function __weir_at\n    set -l known ");
        text.AppendJoin(' ', root.All.Where(command => command != root).Select(command => Quoted(command.Path)));
        text.Append(
            """

                set -l at weir
                for word in (commandline -opc)[2..-1]
                    contains -- "$at $word" $known; and set at "$at $word"
                end
                test "$at" = "$argv"
            end
            complete -c weir -f

            """
        );
        foreach (var command in root.All)
        {
            var start = $"complete -c weir -n {Quoted($"__weir_at {command.Path}")}";
            foreach (var below in command.Commands)
                text.Append(start).Append($" -a {below.Name} -d {Quoted(below.Description)}\n");
            if (command.Argument is { Kind: CompletedKind.Words } argument)
                text.Append(start).Append($" -a {Quoted(string.Join(' ', argument.Words))}\n");
            else if (command.Argument.Kind is CompletedKind.File or CompletedKind.Folder)
                text.Append(start).Append(" -F\n");
            foreach (var option in command.Options)
                text.Append(start)
                    .Append(string.Concat(option.Names.Select(Name)))
                    .Append(Value(option.Value))
                    .Append(" -d ")
                    .Append(Quoted(option.Description))
                    .Append('\n');
        }

        return text.ToString();
    }

    private static string Name(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}";

    private static string Value(CompletedValue? value) =>
        value switch
        {
            null => "",
            { Kind: CompletedKind.Words } => $" -x -a {Quoted(string.Join(' ', value.Words))}",
            { Kind: CompletedKind.File } => " -r -F",
            { Kind: CompletedKind.Folder } => " -x -a '(__fish_complete_directories)'",
            _ => " -x",
        };

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
