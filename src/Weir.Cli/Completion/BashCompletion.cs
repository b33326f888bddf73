using System.Text;

namespace Weir.Cli.Completion;

/// <summary>Completion for bash 4 and later, without the package bash-completion. Pure.</summary>
internal static class BashCompletion
{
    public static string Of(CompletedCommand root)
    {
        var text = new StringBuilder(
            """
            # Completion of weir for bash: source <(weir completion bash)
            _weir() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} at=weir i
                local words= value=
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$at ${COMP_WORDS[i]}" in
            """
        ).Append('\n');
        var paths = root.All.Where(command => command != root).Select(command => $"\"{command.Path}\"");
        text.Append("            ").AppendJoin(" | ", paths).Append(") at+=\" ${COMP_WORDS[i]}\" ;;\n");
        text.Append("        esac\n    done\n    case $at in\n");
        foreach (var command in root.All)
            Append(text, command);
        return text.Append(
                """
                    esac
                    case $value in
                        anything) return ;;
                        file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
                        folder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
                        *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
                    esac
                }
                complete -F _weir weir
                """
            )
            .Append('\n')
            .ToString();
    }

    private static void Append(StringBuilder text, CompletedCommand command)
    {
        var options = string.Join(' ', command.Options.SelectMany(option => option.Names));
        var names = string.Concat(command.Commands.Select(each => each.Name + " "));
        text.Append("        \"").Append(command.Path).Append("\")\n            case $prev in\n");
        foreach (var option in command.Options.Where(option => option.Value is not null))
        {
            text.Append("                ").AppendJoin(" | ", option.Names).Append(") ");
            text.Append(
                option.Value!.Kind == CompletedKind.Words
                    ? $"words=\"{string.Join(' ', option.Value.Words)}\" value=words"
                    : "value=" + Kind(option.Value.Kind)
            );
            text.Append(" ;;\n");
        }

        var rest = command.Argument.Kind switch
        {
            CompletedKind.Words => $"words=\"{string.Join(' ', command.Argument.Words)} {options}\"",
            CompletedKind.File or CompletedKind.Folder =>
                $"words=\"{names}{options}\"; [[ $cur == -* ]] || value={Kind(command.Argument.Kind)}",
            _ => $"words=\"{names}{options}\"",
        };
        text.Append("                *) ").Append(rest).Append(" ;;\n            esac\n            ;;\n");
    }

    private static string Kind(CompletedKind kind) =>
        kind switch
        {
            CompletedKind.File => "file",
            CompletedKind.Folder => "folder",
            _ => "anything",
        };
}
