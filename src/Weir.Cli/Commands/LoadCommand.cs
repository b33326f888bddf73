using System.CommandLine;
using Weir.Analysis.Runs;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Results;
using Weir.Cli.Screens;
using Weir.Load.Running;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Commands;

/// <summary><c>weir load</c>: many clients at once, verified, with the table and the global rate.</summary>
internal static class LoadCommand
{
    public static Command Create(CommandContext context)
    {
        var given = new LoadCommandOptions();
        var command = new DocumentedCommand("load", "Start many clients together, and see how fast all have the file")
        {
            Examples =
            [
                new Example("weir load http://127.0.0.1:8000/f --clients 25", "25 clients that start together"),
                new Example(
                    "weir load http://127.0.0.1:8000/ --matrix 'clients=1,5,10 files=a,b' --out results",
                    "six runs; their tables and a page in results"
                ),
                new Example(
                    "weir load http://a/f http://b/f --clients 10 --checksum sha256:HEX",
                    "clients divided between two servers, each file proven"
                ),
                new Example(
                    "weir load http://a/f http://b/f --clients 10 --all-sources",
                    "each client fetches parts from both at once"
                ),
                new Example(
                    "weir load http://a/f --clients 25 --exec 'python3 client.py {url} {out} {client}'",
                    "25 programs of other people, held at one barrier, each file proven"
                ),
                new Example(
                    "weir load http://a/small --clients 64 --arrivals 2000/s --duration 10s",
                    "2,000 requests a second, whatever the server does, and their latency"
                ),
                new Example(
                    "weir load --import clients.csv --out results",
                    "the same tables and page from what was measured elsewhere"
                ),
                new Example(
                    "weir load http://a/f --clients 5 --collector https://c:7070 --token F",
                    "its records into a weir collect"
                ),
            ],
            Terms =
            [
                ("global rate", "bytes per client × clients ÷ slowest time"),
                ("aggregate", "all bytes ÷ time from the first start to the last end"),
                ("fairness", "Jain's index of the rates: 1 when all are equal, 1/n when one has it all"),
            ],
        };
        command.Arguments.Add(given.Sources);
        foreach (var option in given.All)
            command.Options.Add(option);
        command.SetAction((line, cancellation) => RunAsync(given, line, context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        LoadCommandOptions given,
        ParseResult line,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        var isJson = line.GetValue(given.Json);
        var interval = line.GetValue(given.Interval) ?? CommonOptions.DefaultInterval;
        if (interval <= TimeSpan.Zero)
            throw MistakeException.Usage("--interval: 0 is no time between lines; write 1s or leave it out");
        if (line.GetValue(given.Import) is { } table)
            return LoadImport.Run(given, line, table, context with { Output = output });
        var options = LoadSettings.Read(given, line, interval);
        var results = line.GetValue(given.Out) is { } folder ? ResultsFolder.Open(folder) : null;
        var delivery = given.Reporting.Read(line);
        var direct = delivery is null ? null : new DirectDelivery(delivery, "weir load", output, context.Time);
        var screen = new LoadScreen(output, isJson, results, direct);
        await using var reporter = delivery is null ? null : new LoadReporter(delivery, screen, context.Time);
        var outcomes = await new LoadSeries(options, context.Time).RunAsync(
            (ILoadWatcher?)reporter ?? screen,
            cancellation
        );
        if (outcomes.Count > 1)
        {
            if (isJson)
                output.Line(MeasurementsJson.ToLine(new SeriesRecord { Runs = [.. outcomes.Select(run => run.Run)] }));
            else
                SeriesScreen.Show(output, outcomes);
        }

        cancellation.ThrowIfCancellationRequested();
        if (options.ServerLog is { } log && outcomes.All(outcome => outcome.Clients.All(c => c.Server is null)))
            output.Note(
                $"weir load: --server-log: {log} got no line that tells of these clients; it takes the log of "
                    + "weir serve --access-log, or one with names or ports of clients (the combined format has neither)"
            );
        return ExitCode(outcomes);
    }

    private static int ExitCode(IReadOnlyList<RunOutcome> outcomes)
    {
        var clients = outcomes.SelectMany(outcome => outcome.Clients).ToArray();
        var bad = clients.Where(client => client.Outcome != TransferOutcome.Ok).ToArray();
        if (bad.Length == 0)
            return ExitCodes.Done;
        var corrupt = Array.Find(bad, client => client.Outcome == TransferOutcome.Corrupt);
        var first = corrupt ?? bad[0];
        throw new MistakeException(
            corrupt is null ? ExitCodes.Failed : ExitCodes.VerificationFailed,
            $"{bad.Length} of {clients.Length} clients have not the right file; client {first.Client}: {first.Error}"
        );
    }
}
