using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage;
using Weir.Measurements.Units;

namespace Weir.Collector.Api;

/// <summary>The query of a request, checked: a slip of the pen is told and not taken for another question.</summary>
internal sealed record ApiQuery
{
    private const int LargestPage = 10_000;

    public MeasurementFilter Filter { get; private init; } = new();

    public TimeZoneInfo Zone { get; private init; } = TimeZoneInfo.Utc;

    /// <summary>Whether each agent's own clock counts, and the zone only for what is about several.</summary>
    public bool IsOfAgents { get; private init; }

    public Grouping Grouping { get; private init; } = Grouping.Agent;

    /// <summary>Width of a series' steps.</summary>
    public TimeSpan Bucket { get; private init; } = Rollup.Width;

    /// <summary>Whether the width was given.</summary>
    public bool IsBucketAsked { get; private init; }

    /// <summary>The one that is meant; null for all.</summary>
    public Metric? Metric { get; private init; }

    public Cursor? Cursor { get; private init; }

    /// <summary>Items of a page.</summary>
    public int Limit { get; private init; } = 1000;

    public static bool TryRead(
        IQueryCollection query,
        [NotNullWhen(true)] out ApiQuery? read,
        [NotNullWhen(false)] out string? problem
    )
    {
        read = null;
        var zone = TimeZoneInfo.Utc;
        problem = null;
        var isOfAgents = query.TryGetValue("tz", out var name) && name == Clocks.OfAgentsName;
        if (name.Count > 0 && !isOfAgents && !LocalTime.TryFindZone(name.ToString(), out zone, out problem))
        {
            problem = $"tz: {problem}";
            return false;
        }

        var made = new ApiQuery { Zone = zone, IsOfAgents = isOfAgents };
        foreach (var (key, values) in query)
        {
            made =
                values.Count == 1
                    ? With(made, key, values.ToString(), ref problem)
                    : Problem(made, $"{key} is given more than once; give it once", ref problem);
            if (problem is not null)
                return false;
        }

        read = made;
        return true;
    }

    private static ApiQuery With(ApiQuery query, string key, string value, ref string? problem)
    {
        switch (key)
        {
            case "tz":
                return query;
            case "from" or "to":
                if (!MomentText.TryParse(value, query.Zone, out var moment, out var why))
                    return Problem(query, $"{key}: {why}", ref problem);
                return query with
                {
                    Filter = key == "from" ? query.Filter with { From = moment } : query.Filter with { To = moment },
                };
            case "agent" or "target" or "kind" when value.AsSpan().ContainsAnyInRange('\0', '\u001f'):
                return Problem(query, $"{key}: no name holds a control character", ref problem);
            case "agent":
                return query with { Filter = query.Filter with { Agent = value } };
            case "target":
                return query with { Filter = query.Filter with { Target = value } };
            case "kind":
                return query with { Filter = query.Filter with { Kind = value } };
            case "by":
                return TryGrouping(value, out var grouping)
                    ? query with
                    {
                        Grouping = grouping,
                    }
                    : Problem(query, $"by: \"{value}\" is not agent, target, hour or several of them", ref problem);
            case "bucket":
                return
                    Durations.TryParse(value, out var width)
                    && width > TimeSpan.Zero
                    && width.Ticks % Rollup.Width.Ticks == 0
                    ? query with
                    {
                        Bucket = width,
                        IsBucketAsked = true,
                    }
                    : Problem(query, $"bucket: \"{value}\" is no multiple of 15m; write 15m, 1h or 1d", ref problem);
            case "metric":
                return
                    Array.Find(Enum.GetValues<Metric>(), one => MetricRules.Name(one) == value) is var metric
                    && value != MetricRules.Name(Weir.Analysis.Series.Metric.Retransmits)
                    && MetricRules.Name(metric) == value
                    ? query with
                    {
                        Metric = metric,
                    }
                    : Problem(
                        query,
                        $"metric: \"{value}\" is not rtt_s, loss_ratio, throughput_bps, response_s or jitter_s",
                        ref problem
                    );
            case "cursor":
                return Cursor.TryParse(value, out var cursor)
                    ? query with
                    {
                        Cursor = cursor,
                    }
                    : Problem(query, "cursor: it is not one that an answer's \"next\" gave", ref problem);
            case "limit":
                return
                    int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                    && limit is > 0 and <= LargestPage
                    ? query with
                    {
                        Limit = limit,
                    }
                    : Problem(query, $"limit: \"{value}\" is not a number from 1 to {LargestPage}", ref problem);
            default:
                return Problem(
                    query,
                    $"{key} is no parameter; there are from, to, agent, target, kind, metric, tz, by, bucket, cursor and limit",
                    ref problem
                );
        }
    }

    private static bool TryGrouping(string text, out Grouping grouping)
    {
        grouping = Grouping.None;
        foreach (var name in text.Split(','))
        {
            var one = name switch
            {
                "agent" => Grouping.Agent,
                "target" => Grouping.Target,
                "hour" => Grouping.Hour,
                _ => Grouping.None,
            };
            if (one is Grouping.None)
                return false;
            grouping |= one;
        }

        return true;
    }

    private static ApiQuery Problem(ApiQuery query, string sentence, ref string? problem)
    {
        problem = sentence;
        return query;
    }
}
