using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Commands;
using Weir.Cli.Reporting;

namespace Weir.UnitTests.Cli;

/// <summary>A command with every kind of option, so that the frame is tested apart from the commands in it.</summary>
internal static class SampleCommand
{
    public enum Balance
    {
        Dynamic,
        Equal,
    }

    public static Command Create(CommandContext context, Func<ParseResult, int>? run = null)
    {
        var command = new DocumentedCommand("fetch", "Fetch a file from many sources")
        {
            Examples = [new Example("weir fetch http://a/f http://b/f", "from two servers at once")],
            Arguments =
            {
                new Argument<string[]>("SOURCE")
                {
                    Arity = ArgumentArity.OneOrMore,
                    Description = "URLs of the same file",
                },
            },
            Options =
            {
                TypedOptions.Text("--output", "FILE", "Where to write it, - for stdout", "-o"),
                TypedOptions.Rate("--limit-rate", "Never faster than this"),
                TypedOptions.Size("--window", "How far ahead of the hash bytes may be written to the file at most"),
                TypedOptions.Duration("--wait", "Keep looking for servers that long"),
                TypedOptions.Count("--connections", "At most so many connections", 1, 64),
                TypedOptions.OneOf(
                    "--balance",
                    "How work is divided",
                    ("dynamic", Balance.Dynamic),
                    ("equal", Balance.Equal)
                ),
                TypedOptions.Texts("--header", "FIELD", "A further field of each request; may be repeated"),
                CommonOptions.Checksum(),
                new ReportingOptions().Agent,
                new ReportingOptions().Target,
                CommonOptions.Interval(),
                CommonOptions.Json(),
                CommonOptions.Quiet(),
                new Option<int>("--plain") { Description = "An option without a reader of Weir's", HelpName = "N" },
            },
        };
        command.SetAction(line =>
        {
            if (run is not null)
                return run(line);
            context.Output.Line("fetched");
            return 0;
        });
        return command;
    }
}
