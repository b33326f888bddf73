using System.Globalization;
using Weir.Analysis.Periods;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;

namespace Weir.Analysis.Observations;

/// <summary>
/// Reads measurements from tables: what <c>weir probe --csv</c> appends, what a collector exports, and any other with these
/// columns. Pure.
/// </summary>
/// <remarks>
/// Needed are <c>agent</c>, <c>target</c> and <c>timestamp</c> or <c>started_at</c>; what a column is not there for is
/// unknown. A record with packets is a probe, any other a transfer, unless <c>type</c> says it.
/// </remarks>
public sealed class ObservationCsv
{
    private const double Largest = 1e15;
    private static readonly string[] Times = ["started_at", "timestamp"];

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The table with this head.</summary>
    /// <param name="problem">A clause that names the missing column; null when the table can be read.</param>
    public static ObservationCsv? Of(IReadOnlyList<string> head, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(head);
        var table = new ObservationCsv();
        for (var i = 0; i < head.Count; i++)
            table._columns.TryAdd(head[i].Trim('\uFEFF', ' '), i);
        problem =
            !table._columns.ContainsKey("agent") ? "it has no column agent"
            : !table._columns.ContainsKey("target") ? "it has no column target"
            : !Times.Any(table._columns.ContainsKey) ? "it has no column timestamp or started_at"
            : null;
        return problem is null ? table : null;
    }

    /// <summary>The record's name, when it has one: a second record of the same is the same.</summary>
    public string? IdOf(IReadOnlyList<string> fields) => Text(fields, "id");

    /// <param name="problem">A clause, when the result is null.</param>
    public Observation? Read(IReadOnlyList<string> fields, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var (agent, target) = (Text(fields, "agent"), Text(fields, "target"));
        var time = Times.Select(name => Text(fields, name)).FirstOrDefault(text => text is not null);
        if (agent is null || target is null)
        {
            problem = "agent or target is empty";
            return null;
        }

        if (time is null || !MomentText.TryParseRfc3339(time, out var at) || !Observation.IsPlausible(at))
        {
            problem = $"\"{time}\" is no time as 2026-11-21T03:20:00Z";
            return null;
        }

        var numbers = new Dictionary<string, double?>();
        foreach (var name in Numbers)
        {
            if (!TryNumber(fields, name, out var value))
            {
                problem = $"{name} is not a number from 0 to {Largest:0}";
                return null;
            }

            numbers[name] = value;
        }

        problem = null;
        var zone = Text(fields, "tz");
        return Make(agent, target, at.ToUniversalTime(), Text(fields, "type"), Text(fields, "outcome"), numbers) with
        {
            Zone = ZoneName.IsPossible(zone) ? zone : null,
        };
    }

    private static readonly string[] Numbers =
    [
        "sent",
        "lost",
        "rtt_min_s",
        "rtt_mean_s",
        "rtt_p50_s",
        "jitter_s",
        "bytes",
        "duration_s",
        "response_s",
        "throughput_bps",
        "retransmits",
    ];

    private static Observation Make(
        string agent,
        string target,
        DateTimeOffset at,
        string? type,
        string? outcome,
        Dictionary<string, double?> numbers
    )
    {
        var isProbe = type is null ? numbers["sent"] is not null || numbers["rtt_mean_s"] is not null : type == "probe";
        var rtt = numbers["rtt_p50_s"] ?? numbers["rtt_mean_s"] ?? numbers["rtt_min_s"];
        var (bytes, duration) = (numbers["bytes"] ?? 0, numbers["duration_s"]);
        return new Observation
        {
            Agent = agent,
            Target = target,
            At = at,
            Kind =
                isProbe ? ObservationKind.Probe
                : type is null or "transfer" ? ObservationKind.Transfer
                : ObservationKind.Other,
            IsOk = outcome is null or "ok",
            IsCancelled = outcome == "cancelled",
            Sent = (long)(numbers["sent"] ?? 0),
            Lost = (long)Math.Min(numbers["lost"] ?? 0, numbers["sent"] ?? 0),
            // A table has no histogram: the median stands for all packets.
            Rtt = isProbe && rtt is { } known ? Distribution.Of([known]) : null,
            Jitter = numbers["jitter_s"],
            Bytes = (long)bytes,
            Duration = duration,
            Response = numbers["response_s"],
            Retransmits = (long?)numbers["retransmits"],
            Throughput = numbers["throughput_bps"] ?? (duration > 0 && bytes > 0 ? bytes * 8 / duration : null),
        };
    }

    private string? Text(IReadOnlyList<string> fields, string name) =>
        _columns.TryGetValue(name, out var column) && column < fields.Count && fields[column].Length > 0
            ? fields[column]
            : null;

    private bool TryNumber(IReadOnlyList<string> fields, string name, out double? value)
    {
        value = null;
        if (Text(fields, name) is not { } text)
            return true;
        if (
            !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number is not (>= 0 and <= Largest)
        )
            return false;
        value = number;
        return true;
    }
}
