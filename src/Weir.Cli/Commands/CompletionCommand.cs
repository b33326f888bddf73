using System.CommandLine;
using Weir.Cli.Completion;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Commands;

/// <summary><c>weir completion SHELL</c>: what makes the Tab key know weir.</summary>
internal static class CompletionCommand
{
    private static readonly (string Name, Func<CompletedCommand, string> Script)[] Shells =
    [
        ("bash", BashCompletion.Of),
        ("zsh", ZshCompletion.Of),
        ("fish", FishCompletion.Of),
    ];

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { HelpName = "bash|zsh|fish", Description = "The shell" };
        var command = new DocumentedCommand("completion", "Print what makes the Tab key of a shell know weir")
        {
            Examples =
            [
                new Example("source <(weir completion bash)", "in ~/.bashrc"),
                new Example("source <(weir completion zsh)", "in ~/.zshrc, after compinit"),
                new Example("weir completion fish > ~/.config/fish/completions/weir.fish", "once"),
            ],
            Arguments = { shell },
        };
        command.SetAction(line =>
        {
            var name = line.GetRequiredValue(shell);
            var script = Array.Find(Shells, each => each.Name == name).Script;
            if (script is null)
                throw MistakeException.Usage($"\"{name}\" is not a shell that weir knows; write bash, zsh or fish");
            var root = CommandLine.Root(context, CommandLine.All(context));
            context.Output.Out.Write(script(CompletionTree.Of(root, "weir")));
            return ExitCodes.Done;
        });
        return command;
    }
}
