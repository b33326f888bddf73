using System.Text.Json;
using Weir.Measurements.Csv;
using Weir.Measurements.Records;

namespace Weir.Analysis.Runs;

/// <summary>The clients of runs as lines of <c>clients.csv</c>.</summary>
public static class ClientsCsv
{
    public const string FileName = "clients.csv";

    /// <summary>The first line of a file, with its end.</summary>
    public static string Header { get; } =
        CsvText.Line([
            "run_id",
            "client",
            "file",
            "started_at",
            "outcome",
            "bytes",
            "expected_bytes",
            "duration_s",
            "throughput_bps",
            "response_s",
            "local_port",
            "sha256",
            "server_bytes",
            "server_duration_s",
            "server_port",
            "retransmits",
            "error",
        ]);

    /// <summary>One client in one line, with its end; what is unknown is an empty field.</summary>
    public static string Line(ClientResult client) =>
        CsvText.Line([
            client.RunId,
            client.Client,
            client.File,
            CsvTime.Format(client.StartedAt),
            Name(client.Outcome),
            CsvText.Number(client.Bytes),
            CsvText.Number(client.ExpectedBytes),
            CsvText.Number(client.Duration?.TotalSeconds),
            CsvText.Number(client.Throughput?.BitsPerSecond),
            CsvText.Number(client.Response?.TotalSeconds),
            CsvText.Number(client.LocalPort),
            client.Sha256,
            CsvText.Number(client.Server?.Bytes),
            CsvText.Number(client.Server?.Duration?.TotalSeconds),
            CsvText.Number(client.Server?.Port),
            CsvText.Number(client.Server?.Retransmits),
            client.Error,
        ]);

    /// <summary>The word of the records: <c>ok</c>, <c>failed</c> and so on.</summary>
    public static string Name(TransferOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{outcome}");
}
