using Weir.Cli.Completion;

namespace Weir.UnitTests.Cli.Completion;

public sealed class CompletionTreeTests
{
    private static CompletedCommand Root
    {
        get
        {
            var context = new CapturedOutput().Context;
            var all = Weir.Cli.Commands.CommandLine.All(context);
            return CompletionTree.Of(Weir.Cli.Commands.CommandLine.Root(context, all), "weir");
        }
    }

    [Fact]
    public void Each_command_is_there_with_those_below_it()
    {
        var paths = Root.All.Select(command => command.Path).ToList();

        Assert.Contains("weir", paths);
        Assert.Contains("weir get", paths);
        Assert.Contains("weir collect token add", paths);
        Assert.Equal(paths.Count, paths.Distinct().Count());
    }

    [Fact]
    public void An_option_knows_what_may_follow_it()
    {
        var get = Root.All.Single(command => command.Path == "weir get");

        Assert.Equal(["dynamic", "equal"], Option(get, "--balance").Value!.Words);
        Assert.Equal(CompletedKind.File, Option(get, "--output").Value!.Kind);
        Assert.Equal(CompletedKind.Anything, Option(get, "--limit-rate").Value!.Kind);
        Assert.Null(Option(get, "--json").Value);
        Assert.Contains(get.Options, option => option.Names.Contains("--help"));
        Assert.Equal(CompletedKind.File, get.Argument.Kind);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_shell_gets_a_script_with_all_commands(string shell)
    {
        var captured = new CapturedOutput();

        Assert.Equal(0, await captured.RunAsync("completion", shell));
        Assert.All(
            Weir.Cli.Commands.CommandLine.All(captured.Context),
            command => Assert.Contains(command.Name, captured.Out, StringComparison.Ordinal)
        );
    }

    private static CompletedOption Option(CompletedCommand command, string name) =>
        command.Options.Single(option => option.Names[0] == name);
}
