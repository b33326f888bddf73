using System.Globalization;
using System.Text.Json;
using Weir.Analysis.Runs;
using Weir.Measurements.Csv;

namespace Weir.Analysis.Reports;

/// <summary>What a client did in one run, as a line of its log: the date, then <c>name=value</c>. Pure.</summary>
public static class ClientLogLine
{
    /// <summary>The line with its end; a value with anything but plain characters stands in quotes, as in JSON.</summary>
    /// <param name="runStartedAt">The date for a client that never started.</param>
    public static string Of(ClientResult client, DateTimeOffset runStartedAt)
    {
        var at = (client.StartedAt ?? runStartedAt).UtcDateTime;
        (string Name, string? Value)[] values =
        [
            ("client", client.Client),
            ("run", client.RunId),
            ("file", client.File),
            ("size", CsvText.Number(client.ExpectedBytes)),
            ("bytes", CsvText.Number(client.Bytes)),
            ("sha256", client.Sha256),
            ("duration_s", CsvText.Number(client.Duration?.TotalSeconds)),
            ("outcome", ClientsCsv.Name(client.Outcome)),
            ("error", client.Error),
        ];
        var known = values
            .Where(value => value.Value is not null)
            .Select(value => $"{value.Name}={Text(value.Value!)}");
        return $"{at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)} {string.Join(' ', known)}\n";
    }

    private static string Text(string value) =>
        value.Length > 0
        && value.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || "._-/:+%~,@".Contains(letter, StringComparison.Ordinal)
        )
            ? value
            : $"\"{JsonEncodedText.Encode(value)}\"";
}
