using System.Text;

namespace Weir.Cli.Completion;

/// <summary>Completion for zsh, by its own <c>_arguments</c>. Pure.</summary>
internal static class ZshCompletion
{
    public static string Of(CompletedCommand root)
    {
        var text = new StringBuilder("#compdef weir\n# Completion of weir for zsh: source <(weir completion zsh)\n");
        foreach (var command in root.All)
            Append(text, command);
        return text.Append("if [[ $funcstack[1] == _weir ]]; then _weir \"$@\"; else compdef _weir weir; fi\n")
            .ToString();
    }

    private static void Append(StringBuilder text, CompletedCommand command)
    {
        text.Append('\n').Append(Function(command)).Append("() {\n    local context state state_descr line\n");
        text.Append("    typeset -A opt_args\n    _arguments -C");
        foreach (var option in command.Options)
        foreach (var name in option.Names)
            text.Append(" \\\n        ").Append(Spec(option, name));
        if (command.Commands.Count > 0)
        {
            text.Append(" \\\n        '1:command:->command' \\\n        '*::argument:->below'\n");
            text.Append("    case $state in\n        command)\n            local -a commands=(\n");
            foreach (var below in command.Commands)
                text.Append($"                {Quoted($"{below.Name}:{below.Description}")}\n");
            text.Append("            )\n            _describe -t commands command commands\n            ;;\n");
            text.Append("        below)\n            case $line[1] in\n");
            foreach (var below in command.Commands)
                text.Append($"                {below.Name}) {Function(below)} ;;\n");
            text.Append("            esac\n            ;;\n    esac\n}\n");
            return;
        }

        if (command.Argument.Label.Length > 0)
            text.Append(" \\\n        ").Append(Quoted($"*{Action(command.Argument)}"));
        text.Append("\n}\n");
    }

    private static string Spec(CompletedOption option, string name)
    {
        var others = option.IsRepeated ? "*" : $"({string.Join(' ', option.Names)})";
        var description = Escaped(option.Description).Replace("[", "\\[", StringComparison.Ordinal);
        description = description.Replace("]", "\\]", StringComparison.Ordinal);
        return Quoted($"{others}{name}[{description}]{(option.Value is null ? "" : Action(option.Value))}");
    }

    private static string Action(CompletedValue value) =>
        $":{Escaped(value.Label)}:"
        + value.Kind switch
        {
            CompletedKind.File => "_files",
            CompletedKind.Folder => "_files -/",
            CompletedKind.Words => $"({string.Join(' ', value.Words)})",
            _ => "",
        };

    private static string Function(CompletedCommand command) => "_" + command.Path.Replace(' ', '_').Replace('-', '_');

    private static string Escaped(string text) => text.Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
