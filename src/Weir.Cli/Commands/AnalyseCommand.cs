using System.CommandLine;
using Weir.Analysis.Limits;
using Weir.Analysis.Summaries;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Reports;
using Weir.Cli.Terminal;
using Weir.Collector.Reading;

namespace Weir.Cli.Commands;

/// <summary><c>weir analyse</c>: when and where it is slow, from records in files, without a collector.</summary>
internal static class AnalyseCommand
{
    public static Command Create(CommandContext context)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Records as NDJSON or CSV, as a collector exports and weir probe --csv appends; - for stdin",
            Arity = ArgumentArity.OneOrMore,
        };
        var serverLog = TypedOptions.Text(
            "--server-log",
            "FILE",
            "The access log of weir serve: who held transfers back, receiver, sender or network"
        );
        var asked = new ReportOptions();
        var command = new DocumentedCommand("analyse", "Find out from records in files when and where it is slow")
        {
            Examples =
            [
                new Example("weir analyse records.ndjson --tz Europe/Berlin", "verdicts in sentences"),
                new Example("weir analyse probes.csv -o evidence.html", "a page with graphs to forward"),
                new Example(
                    "weir analyse records.ndjson --server-log access.log",
                    "and who held the transfers back, by the facts of TCP"
                ),
                new Example("weir simulate --scenario evening-peak | weir analyse - --json", "as one JSON object"),
            ],
            Arguments = { files },
        };
        command.Options.Add(serverLog);
        foreach (var option in asked.All)
            command.Options.Add(option);
        command.SetAction(
            (line, cancellation) =>
            {
                var terms = asked.Read(line);
                if (terms.Format is ReportFormat.Csv)
                    terms = terms with { Format = ReportFormat.FindingsCsv };
                var limits = line.GetValue(serverLog) is { } log ? Limits(log, terms) : [];
                var records = new RecordFile();
                var rollups = Rollup.Of(
                    line.GetRequiredValue(files)
                        .SelectMany(file => Read(file, records))
                        .TakeWhile(_ => !cancellation.IsCancellationRequested)
                        .Where(o => (terms.From is null || o.At >= terms.From) && (terms.To is null || o.At < terms.To))
                );
                cancellation.ThrowIfCancellationRequested();
                if (records.Taken == 0)
                    throw MistakeException.Failed(
                        records.FirstProblem is { } problem
                            ? $"no line is a measurement; {problem}"
                            : "there is no measurement in it; give records as NDJSON or CSV"
                    );
                if (records.FirstProblem is { } first)
                    context.Output.Note($"{records.Skipped} lines are no measurements and were left out; {first}");
                if (records.Duplicates > 0)
                    context.Output.Note($"{records.Duplicates} records came more than once and count once");
                ReportWriter.Write(terms, rollups, context.Output, limits);
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    private static IReadOnlyList<LimitFinding> Limits(string log, ReportTerms terms)
    {
        using var text = Open(log);
        try
        {
            var limits = LimitRule.Of(
                Lines(text)
                    .Select(AccessLine.Parse)
                    .OfType<AnswerFacts>()
                    .Where(a => (terms.From is null || a.At >= terms.From) && (terms.To is null || a.At < terms.To))
            );
            return limits.Count > 0
                ? limits
                : throw MistakeException.Failed(
                    $"--server-log: {log} has no line with facts of TCP; it takes the log of weir serve --access-log"
                );
        }
        catch (IOException error)
        {
            throw MistakeException.Failed($"{log} cannot be read; {error.Message}");
        }
    }

    private static IEnumerable<string> Lines(StreamReader text)
    {
        while (text.ReadLine() is { } line)
            yield return line;
    }

    private static IEnumerable<Weir.Analysis.Observations.Observation> Read(string file, RecordFile records)
    {
        using var text = Open(file);
        using var observations = records.Read(text, file).GetEnumerator();
        while (true)
        {
            try
            {
                if (!observations.MoveNext())
                    yield break;
            }
            catch (FormatException error)
            {
                throw MistakeException.Failed(error.Message);
            }
            catch (IOException error)
            {
                throw MistakeException.Failed($"{file} cannot be read; {error.Message}");
            }

            yield return observations.Current;
        }
    }

    private static StreamReader Open(string file)
    {
        if (file == "-")
            return new StreamReader(InputStream.Open());
        if (Directory.Exists(file))
            throw MistakeException.Usage($"{file} is a folder; name a file in it");
        if (!File.Exists(file))
            throw MistakeException.Usage($"{file} does not exist; name a file of records");
        try
        {
            return new StreamReader(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Usage($"{file} cannot be read; {error.Message}");
        }
    }
}
