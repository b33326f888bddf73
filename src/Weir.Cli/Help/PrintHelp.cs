using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;

namespace Weir.Cli.Help;

/// <summary>Prints the help of the command that <c>--help</c> stands at.</summary>
internal sealed class PrintHelp(Output output) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = parseResult.CommandResult;
        var inherited = (result.Parent as CommandResult)?.Command.Options.Where(option => option.Recursive) ?? [];
        output.Out.Write(HelpText.Of(result.Command, CommandLine.FullName(result), inherited, output.Width));
        return ExitCodes.Done;
    }
}
