using Weir.Cli.Commands;
using Weir.Cli.Terminal;

using var interruption = new Interruption();
var context = new CommandContext(Output.OfConsole(), TimeProvider.System, interruption.Token)
{
    Input = new Lazy<TextReader>(() => new StreamReader(Console.OpenStandardInput())),
};
return await CommandLine.RunAsync(args, context);
