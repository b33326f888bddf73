using System.CommandLine;
using Weir.Analysis.Runs;
using Weir.Analysis.Runs.Importing;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Results;
using Weir.Cli.Screens;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Commands;

/// <summary><c>weir load --import</c>: the tables and the page of runs that were measured elsewhere.</summary>
internal static class LoadImport
{
    public static int Run(LoadCommandOptions given, ParseResult line, string table, CommandContext context)
    {
        if (line.GetValue(given.Clients) is not null || line.GetValue(given.Sources) is { Length: > 0 })
            throw MistakeException.Usage("--import measures nothing; leave the sources and --clients out");
        var clients = Read(table);
        var target = line.GetValue(given.Reporting.Target) ?? Path.GetFileName(table);
        var runs = ImportedRuns.Of(clients, given.Reporting.AgentName(line), target, context.Time.GetUtcNow());
        if (line.GetValue(given.Json))
        {
            foreach (var run in runs)
                context.Output.Line(MeasurementsJson.ToLine(run.Run));
            if (runs.Count > 1)
                context.Output.Line(MeasurementsJson.ToLine(new SeriesRecord { Runs = [.. runs.Select(r => r.Run)] }));
        }
        else
        {
            SeriesScreen.Show(context.Output, runs);
        }

        if (line.GetValue(given.Out) is { } folder)
            Write(folder, table, runs);
        return ExitCodes.Done;
    }

    private static IReadOnlyList<ClientResult> Read(string table)
    {
        if (!File.Exists(table))
            throw MistakeException.Usage($"--import: {table} does not exist; name a clients.csv");
        try
        {
            using var text = new StreamReader(table);
            return ClientsCsvReader.Read(text);
        }
        catch (FormatException mistake)
        {
            throw MistakeException.Usage($"--import: {table} cannot be read; {mistake.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Usage($"--import: {table} cannot be read; {error.Message}");
        }
    }

    private static void Write(string folder, string table, IReadOnlyList<RunOutcome> runs)
    {
        var results = ResultsFolder.Open(folder);
        if (Path.GetFullPath(table) == Path.GetFullPath(Path.Combine(folder, ClientsCsv.FileName)))
            throw MistakeException.Usage("--out is the folder of the imported table itself; name another");
        if (results.Write(runs) is { } problem)
            throw MistakeException.Target($"--out {folder} cannot be written; {problem}");
    }
}
