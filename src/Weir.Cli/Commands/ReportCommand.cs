using System.CommandLine;
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
        var asked = new ReportOptions();
        var command = new DocumentedCommand("report", "Show speeds and times, and when and where it is slow")
        {
            Examples =
            [
                new Example("weir report --store sqlite:weir.db", "everything, as text"),
                new Example("weir report --store sqlite:weir.db --from 2026-11-01 -o november.html", "with graphs"),
                new Example("weir report --collector https://c:7070 --token ann.token --pin sha256:HEX", "from afar"),
            ],
            Options = { store },
        };
        foreach (var option in asked.All.Concat(collector.All))
            command.Options.Add(option);
        command.SetAction(
            async (line, cancellation) =>
            {
                var terms = asked.Read(line);
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
}
