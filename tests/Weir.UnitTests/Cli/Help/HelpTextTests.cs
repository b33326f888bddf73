using System.CommandLine;
using Weir.Cli.Commands;
using Weir.Cli.Help;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Help;

public sealed class HelpTextTests
{
    [Fact]
    public async Task The_root_explains_its_commands()
    {
        var captured = new CapturedOutput();
        var code = await captured.RunAsync(SampleCommand.Create(captured.Context), "--help");

        Assert.Equal(0, code);
        Assert.Equal(Golden.Expected("RootHelp.txt", captured.Out), captured.Out);
    }

    [Fact]
    public async Task A_command_explains_its_options_and_gives_examples()
    {
        var captured = new CapturedOutput();
        var code = await captured.RunAsync(SampleCommand.Create(captured.Context), "fetch", "--help", "--wrong");

        Assert.Equal(0, code);
        Assert.Equal(Golden.Expected("CommandHelp.txt", captured.Out), captured.Out);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(100)]
    public void No_line_is_wider_than_the_screen(int width)
    {
        var command = SampleCommand.Create(new CapturedOutput().Context);
        var words = HelpText.Of(command, "weir fetch", [], width).Split('\n');

        // A label stands alone on its line, whatever its width.
        Assert.All(words, line => Assert.True(line.Length <= width || !line.TrimStart().Contains("  "), line));
    }

    [Fact]
    public void Every_command_of_the_program_documents_itself()
    {
        var commands = CommandLine.All(new CapturedOutput().Context);

        Assert.All(
            commands.SelectMany(WithSubcommands),
            command =>
            {
                Assert.False(string.IsNullOrEmpty(command.Description), command.Name);
                if (command.Subcommands.Count == 0)
                    Assert.True(Assert.IsType<DocumentedCommand>(command).Examples.Count >= 3, command.Name);
                Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description)));
                Assert.All(
                    command.Options,
                    option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name)
                );
                Assert.All(
                    command.Options.Where(option => option.ValueType != typeof(bool)),
                    option => Assert.False(string.IsNullOrEmpty(option.HelpName), option.Name)
                );
            }
        );
    }

    [Fact]
    public async Task Every_command_is_found_by_its_name()
    {
        foreach (var command in CommandLine.All(new CapturedOutput().Context))
        {
            var captured = new CapturedOutput();

            Assert.Equal(0, await CommandLine.RunAsync([command.Name, "--help"], captured.Context));

            Assert.Contains(command.Description!, captured.Out, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<Command> WithSubcommands(Command command) =>
        command.Subcommands.SelectMany(WithSubcommands).Prepend(command);
}
