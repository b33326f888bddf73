using System.Globalization;
using Weir.Measurements.Csv;
using Weir.Measurements.Records;

namespace Weir.Analysis.Runs.Importing;

/// <summary>
/// Reads tables of clients that were made by Weir or by anybody else: the columns <c>run_id</c>, <c>client</c>,
/// <c>outcome</c>, <c>bytes</c> and <c>duration_s</c>, in any order, and whatever else of <see cref="ClientsCsv"/> is there.
/// </summary>
public static class ClientsCsvReader
{
    private const double LongestSeconds = 366 * 86_400;
    private const long MostBytes = 1_000_000_000_000_000;
    private const int MostRows = 1_000_000;

    private static readonly string[] Required = ["run_id", "client", "outcome", "bytes", "duration_s"];

    /// <exception cref="FormatException">The table cannot be read; the message is a clause that names the line.</exception>
    public static IReadOnlyList<ClientResult> Read(TextReader text)
    {
        var reader = new CsvReader(text);
        var heads = reader.Read() ?? throw new FormatException("it is empty");
        foreach (var name in Required)
        {
            if (!heads.Contains(name))
                throw new FormatException($"it has no column {name}; needed are {string.Join(",", Required)}");
        }

        var rows = new List<ClientResult>();
        while (reader.Read() is { } fields)
        {
            if (fields.Length != heads.Length)
                throw new FormatException(
                    $"line {reader.Line} has {fields.Length} fields, and the first line has {heads.Length}"
                );
            if (rows.Count == MostRows)
                throw new FormatException($"it has more than {MostRows} rows");
            rows.Add(Row(new Fields(heads, fields, reader.Line)));
        }

        return rows.Count > 0 ? rows : throw new FormatException("it has no row");
    }

    private static ClientResult Row(Fields fields)
    {
        var outcome = Outcome(fields);
        var duration = fields.Seconds("duration_s");
        if (outcome == TransferOutcome.Ok && duration is null)
            throw fields.Mistake("duration_s", "is empty, and the outcome is ok");
        return new ClientResult
        {
            RunId = fields.Text("run_id") ?? throw fields.Mistake("run_id", "is empty"),
            Client = fields.Text("client") ?? throw fields.Mistake("client", "is empty"),
            File = fields.Text("file"),
            StartedAt = fields.Moment("started_at"),
            Outcome = outcome,
            Bytes = fields.Whole("bytes", MostBytes) ?? throw fields.Mistake("bytes", "is empty"),
            ExpectedBytes = fields.Whole("expected_bytes", MostBytes),
            Duration = duration,
            Response = fields.Seconds("response_s"),
            LocalPort = (int?)fields.Whole("local_port", ushort.MaxValue),
            Sha256 = fields.Text("sha256"),
            Server = fields.Whole("server_bytes", MostBytes) is { } sent
                ? new ServerSide(
                    sent,
                    fields.Seconds("server_duration_s"),
                    (int?)fields.Whole("server_port", ushort.MaxValue),
                    fields.Whole("retransmits", MostBytes)
                )
                : null,
            Error = fields.Text("error"),
        };
    }

    private static TransferOutcome Outcome(Fields fields)
    {
        var word = fields.Text("outcome");
        foreach (var outcome in Enum.GetValues<TransferOutcome>())
        {
            if (ClientsCsv.Name(outcome) == word)
                return outcome;
        }

        throw fields.Mistake("outcome", "is not one of ok, failed, corrupt, cancelled, overrun");
    }

    /// <summary>One line by the names of its columns.</summary>
    private sealed class Fields(string[] heads, string[] values, int line)
    {
        /// <summary>Null when there is no such column, or nothing in it.</summary>
        public string? Text(string name)
        {
            var i = Array.IndexOf(heads, name);
            return i >= 0 && values[i].Length > 0 ? values[i] : null;
        }

        public long? Whole(string name, long most) =>
            Text(name) is not { } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most
                ? value
            : throw Mistake(name, $"is not a whole number from 0 to {most}");

        public TimeSpan? Seconds(string name) =>
            Text(name) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and <= LongestSeconds
                ? TimeSpan.FromTicks((long)Math.Round(value * TimeSpan.TicksPerSecond))
            : throw Mistake(name, $"is not a number of seconds from 0 to {LongestSeconds:0}");

        public DateTimeOffset? Moment(string name) =>
            Text(name) is not { } text ? null
            : DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var value
            )
                ? value
            : throw Mistake(name, "is no moment such as 2026-11-21T03:20:00Z");

        public FormatException Mistake(string name, string what) => new($"line {line}: {name} {what}");
    }
}
