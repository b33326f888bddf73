using Weir.Cli.Commands;
using Weir.Cli.Terminal;

using var interruption = new Interruption();
using var signals = new StopSignals(interruption);
var input = new Lazy<TextReader>(() => new StreamReader(Console.OpenStandardInput()));
var context = new CommandContext(Output.OfConsole(), TimeProvider.System, interruption.Token)
{
    Input = input,
    Keyboard = Keyboard.OfConsole(input),
    Interruption = interruption,
};
return CommandLine.RunAsync(args, context).GetAwaiter().GetResult();
