using System.CommandLine;
using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;
using Weir.Cli.Arguments;
using Weir.Cli.Collecting;
using Weir.Cli.Mistakes;
using Weir.Cli.Reports;
using Weir.Collector.Reading;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;

namespace Weir.Cli.Commands;

/// <summary><c>weir report</c>: what the measurements of a store or of a collector say.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandContext context)
    {
        var store = StoreOption.Create("The measurements of this store");
        var collector = new CollectorAccess();
        var from = TypedOptions.Text(
            "--from",
            "TIME",
            "Not before it: 2026-11-21, 2026-11-21T03:20 or with its offset"
        );
        var to = TypedOptions.Text("--to", "TIME", "Before it");
        var zone = TypedOptions.Text("--tz", "ZONE", "Whose clocks count, as Europe/Berlin (default: this machine's)");
        var format = TypedOptions.OneOf(
            "--format",
            "The form (default text, or what FILE ends with)",
            ("text", ReportFormat.Text),
            ("html", ReportFormat.Html),
            ("csv", ReportFormat.Csv)
        );
        var file = TypedOptions.Text("--output", "FILE", "Where to write it (default stdout)", "-o");
        var overwrite = TypedOptions.Flag("--overwrite", "Replace FILE when it exists");
        var json = TypedOptions.Flag("--json", "The numbers as one JSON object");
        var command = new DocumentedCommand("report", "Show speeds, times and the busiest and slowest hour")
        {
            Examples =
            [
                new Example("weir report --store sqlite:weir.db", "everything, as text"),
                new Example("weir report --store sqlite:weir.db --from 2026-11-01 -o november.html", "with graphs"),
                new Example("weir report --collector https://c:7070 --token ann.token --pin sha256:HEX", "from afar"),
            ],
            Options = { store, from, to, zone, format, file, overwrite, json },
        };
        foreach (var option in collector.All)
            command.Options.Add(option);
        command.SetAction(
            async (line, cancellation) =>
            {
                var clocks = Zone(line.GetValue(zone));
                var output = line.GetValue(file);
                var terms = new ReportTerms(
                    Moment("--from", line.GetValue(from), clocks),
                    Moment("--to", line.GetValue(to), clocks),
                    clocks,
                    Format(line.GetValue(format), line.GetValue(json), output),
                    output,
                    line.GetValue(overwrite)
                );
                if (terms.From >= terms.To)
                    throw MistakeException.Usage("--from is not before --to; swap them");
                ReportWriter.RefuseTarget(terms);
                var filter = new MeasurementFilter(terms.From, terms.To);
                var rollups = (line.GetValue(store), collector.Read(line)) switch
                {
                    (null, null) => throw MistakeException.Usage(
                        "no measurements named; give --store sqlite:FILE or --collector URL"
                    ),
                    (null, { } address) => await AskAsync(address, filter, cancellation),
                    ({ } text, null) => await ReadAsync(StoreOption.Read(text), filter, context.Time, cancellation),
                    _ => throw MistakeException.Usage("--store and --collector are two places; leave one out"),
                };
                ReportWriter.Write(terms, rollups, context.Output);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<Rollup>> AskAsync(
        CollectorAddress address,
        MeasurementFilter filter,
        CancellationToken cancellation
    )
    {
        using var reader = new CollectorReader(address);
        var result = await reader.RollupsAsync(filter, cancellation);
        return result.Problem is { } problem ? throw MistakeException.Failed(problem) : result.Rollups;
    }

    private static async Task<IReadOnlyList<Rollup>> ReadAsync(
        StoreAddress address,
        MeasurementFilter filter,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        await using var store = await StoreAccess.OpenAsync(address, mayMake: false, time, cancellation);
        try
        {
            return await store.RollupsAsync(filter, RollupWidth.Quarter, cancellation);
        }
        catch (StoreException error)
        {
            throw StoreAccess.Of(address, error.Fault, mayMake: false);
        }
    }

    private static TimeZoneInfo Zone(string? name) =>
        LocalTime.TryFindZone(name ?? "local", out var zone, out var problem)
            ? zone
            : throw MistakeException.Usage($"--tz: {problem}");

    private static DateTimeOffset? Moment(string option, string? text, TimeZoneInfo zone) =>
        text is null ? null
        : MomentText.TryParse(text, zone, out var moment, out var problem) ? moment
        : throw MistakeException.Usage($"{option}: {problem}");

    private static ReportFormat Format(ReportFormat? format, bool isJson, string? file)
    {
        if (isJson)
            return format is null
                ? ReportFormat.Json
                : throw MistakeException.Usage("--json and --format are two forms; leave one out");
        return format
            ?? Path.GetExtension(file)?.ToLowerInvariant() switch
            {
                ".html" or ".htm" => ReportFormat.Html,
                ".csv" => ReportFormat.Csv,
                ".json" => ReportFormat.Json,
                _ => ReportFormat.Text,
            };
    }
}
