using System.CommandLine;
using System.Globalization;
using Weir.Analysis.Periods;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Reports;

/// <summary>What <c>weir report</c> and <c>weir analyse</c> are asked in the same words.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _from = TypedOptions.Text(
        "--from",
        "TIME",
        "Not before it: 2026-11-21, 2026-11-21T03:20 or with its offset"
    );
    private readonly Option<string?> _to = TypedOptions.Text("--to", "TIME", "Before it");
    private readonly Option<string?> _split = TypedOptions.Text(
        "--split",
        "DAY",
        "Compare what was before that day, as 2026-11-21, with what came from it on"
    );
    private readonly Option<string?> _zone = TypedOptions.Text(
        "--tz",
        "ZONE",
        "Whose clocks count, as Europe/Berlin; agent for each agent's own (default: this machine's)"
    );
    private readonly ValueOption<ReportFormat> _format = TypedOptions.OneOf(
        "--format",
        "The form (default text, or what FILE ends with)",
        ("text", ReportFormat.Text),
        ("html", ReportFormat.Html),
        ("csv", ReportFormat.Csv)
    );
    private readonly Option<string?> _file = TypedOptions.Text(
        "--output",
        "FILE",
        "Where to write it (default stdout)",
        "-o"
    );
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = TypedOptions.Flag("--json", "The numbers as one JSON object");

    public IEnumerable<Option> All => [_from, _to, _zone, _split, _format, _file, _overwrite, _json];

    /// <exception cref="MistakeException">A value is none, or the file cannot be made.</exception>
    public ReportTerms Read(ParseResult line)
    {
        var zone = line.GetValue(_zone);
        var isOfAgents = zone == Clocks.OfAgentsName;
        var clocks = Zone(isOfAgents ? null : zone);
        var output = line.GetValue(_file);
        var terms = new ReportTerms(
            Moment("--from", line.GetValue(_from), clocks),
            Moment("--to", line.GetValue(_to), clocks),
            clocks,
            Format(line.GetValue(_format), line.GetValue(_json), output),
            output,
            line.GetValue(_overwrite)
        )
        {
            IsOfAgents = isOfAgents,
            Split = Day(line.GetValue(_split)),
        };
        if (terms.From >= terms.To)
            throw MistakeException.Usage("--from is not before --to; swap them");
        OutputFile.Refuse(terms.File, terms.MayOverwrite);
        return terms;
    }

    internal static TimeZoneInfo Zone(string? name) =>
        LocalTime.TryFindZone(name ?? "local", out var zone, out var problem)
            ? zone
            : throw MistakeException.Usage($"--tz: {problem}");

    private static DateOnly? Day(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
        : throw MistakeException.Usage($"--split: \"{text}\" is no day; write it as 2026-11-21");

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
