using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;

namespace Weir.Cli.Help;

/// <summary>Prints <c>weir 0.1.0</c>.</summary>
internal sealed class PrintVersion(Output output) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        output.Line($"weir {version?.InformationalVersion}");
        return ExitCodes.Done;
    }
}
