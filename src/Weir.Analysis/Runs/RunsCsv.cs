using Weir.Measurements.Csv;
using Weir.Measurements.Records;

namespace Weir.Analysis.Runs;

/// <summary>Runs as lines of <c>runs.csv</c>.</summary>
public static class RunsCsv
{
    public const string FileName = "runs.csv";

    /// <summary>What is told of a run, by the names of its record's fields.</summary>
    public static IReadOnlyList<string> Facts { get; } =
    [
        "target",
        "file",
        "clients",
        "bytes",
        "slowest_s",
        "global_rate_bps",
        "aggregate_rate_bps",
        "start_spread_s",
        "jain",
        "ok",
        "failed",
        "corrupt",
    ];

    /// <summary>The first line of a file, with its end.</summary>
    public static string Header { get; } = CsvText.Line(["run_id", "started_at", .. Facts]);

    /// <summary>One run in one line, with its end; what is unknown is an empty field.</summary>
    public static string Line(RunRecord run) =>
        CsvText.Line([
            run.Id,
            CsvTime.Format(run.StartedAt),
            run.Target,
            run.File,
            CsvText.Number(run.Clients),
            CsvText.Number(run.Bytes),
            CsvText.Number(run.Slowest?.TotalSeconds),
            CsvText.Number(run.GlobalRate?.BitsPerSecond),
            CsvText.Number(run.AggregateRate?.BitsPerSecond),
            CsvText.Number(run.StartSpread?.TotalSeconds),
            CsvText.Number(run.Jain),
            CsvText.Number(run.Ok),
            CsvText.Number(run.Failed),
            CsvText.Number(run.Corrupt),
        ]);
}
