using System.Text.Json.Serialization;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Statistics;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Standing;

/// <summary>A target at a glance: an item of <c>GET /api/v1/overview</c>.</summary>
public sealed record TargetOverview
{
    public required string Target { get; init; }

    public required StandingState State { get; init; }

    /// <summary>A sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when it is so.</summary>
    public DateTimeOffset? Since { get; init; }

    public IReadOnlyList<string> Agents { get; init; } = [];

    public DateTimeOffset? LastAt { get; init; }

    public long Downloads { get; init; }

    public long Failures { get; init; }

    public long Bytes { get; init; }

    public long Probes { get; init; }

    public double? LossRatio { get; init; }

    /// <summary>What median, interval and line are of: the speed of downloads where there are any, else round-trip times.</summary>
    public string? Metric { get; init; }

    /// <summary>Of the medians of all steps: of hours, up to two days of quarters of an hour.</summary>
    public double? Median { get; init; }

    /// <summary>95 %, from drawing whole days; null below six days.</summary>
    public IReadOnlyList<double>? Interval { get; init; }

    /// <summary>Width of the line's steps.</summary>
    [JsonPropertyName("bucket_s")]
    public double Bucket { get; init; }

    /// <summary>Where the steps begin, in seconds since 1970.</summary>
    [JsonPropertyName("at_unix_s")]
    public IReadOnlyList<long> At { get; init; } = [];

    /// <summary>Medians of the steps.</summary>
    public IReadOnlyList<double> P50 { get; init; } = [];

    /// <param name="target">Its name.</param>
    /// <param name="rollups">Of the target alone, in any parts.</param>
    /// <param name="agents">Who measured it.</param>
    /// <param name="last">When its latest measurement began.</param>
    /// <param name="now">The present, or the end of the period.</param>
    /// <param name="bucket">Width of the line's steps.</param>
    public static TargetOverview Of(
        string target,
        IReadOnlyList<Rollup> rollups,
        IReadOnlyList<string> agents,
        DateTimeOffset? last,
        DateTimeOffset now,
        TimeSpan bucket,
        TimeZoneInfo zone
    )
    {
        ArgumentNullException.ThrowIfNull(rollups);
        var steps = Merged(rollups, Rollup.Width, zone);
        var all = Summary.Of(steps.Select(step => step.Summary));
        var standing = StandingRules.Of(steps, all.Downloads + all.Probes, last, now);
        Metric? metric =
            all.Throughput.Count > 0 ? Series.Metric.Throughput
            : all.Rtt.Count > 0 ? Series.Metric.Rtt
            : null;
        var line = metric is null
            ? []
            : Merged(rollups, bucket, zone)
                .Select(step => (step.At, Value: StepValue.Of(metric.Value, step.Summary)))
                .Where(step => step.Value is not null)
                .ToList();
        Interval? median = metric is { } judged ? MedianOf(steps, judged, zone) : null;
        return new TargetOverview
        {
            Target = target,
            State = standing.State,
            Reason = standing.Reason,
            Since = standing.Since,
            Agents = agents,
            LastAt = last,
            Downloads = all.Downloads,
            Failures = all.Failures,
            Bytes = all.Bytes,
            Probes = all.Probes,
            LossRatio = all.LossRatio,
            Metric = metric is { } named ? MetricRules.Name(named) : null,
            Median = median?.Value,
            Interval = median is { } known ? (known.High >= known.Low ? [known.Low, known.High] : null) : null,
            Bucket = bucket.TotalSeconds,
            At = [.. line.Select(step => step.At.ToUnixTimeSeconds())],
            P50 = [.. line.Select(step => step.Value!.Value)],
        };
    }

    /// <summary>Of all agents together, in steps of a width, in the order of time.</summary>
    private static List<(DateTimeOffset At, Summary Summary)> Merged(
        IReadOnlyList<Rollup> rollups,
        TimeSpan width,
        TimeZoneInfo zone
    ) =>
        [
            .. Summarize
                .Coarsen(rollups.Select(rollup => rollup with { Agent = "" }), width, zone)
                .Select(rollup => (rollup.At, rollup.Summary)),
        ];

    /// <summary>Without its interval, as NaN, below six days.</summary>
    private static Interval MedianOf(List<(DateTimeOffset At, Summary Summary)> steps, Metric metric, TimeZoneInfo zone)
    {
        double[][] days =
        [
            .. steps
                .Select(step => (Day: LocalTime.Of(step.At, zone).Date, Value: StepValue.Of(metric, step.Summary)))
                .Where(step => step.Value is not null)
                .GroupBy(step => step.Day, step => step.Value!.Value)
                .Select(day => day.ToArray()),
        ];
        return DayBootstrap.Median(days, SeededRandom.For(days.Length, 8))
            ?? new Interval(Order.Median([.. days.SelectMany(day => day)]), double.NaN, double.NaN);
    }
}
