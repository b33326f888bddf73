using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>The measurement that a run leaves: transfers that started together behind a barrier. What is unknown is null.</summary>
/// <remarks>Rates and durations are those of the clients that have the whole file; a client without it moved nothing of use.</remarks>
public sealed record RunRecord
{
    /// <summary>Always <c>run</c>.</summary>
    public string Type { get; } = "run";

    /// <summary>Version of the JSON form.</summary>
    public int Schema { get; } = 1;

    /// <summary>The name that its owner gave it, else from <see cref="RecordIds.NewId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>When the clients were let go.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who measured.</summary>
    public required string Agent { get; init; }

    /// <summary>What was measured.</summary>
    public required string Target { get; init; }

    /// <summary>The name of the file; null when the clients fetched several.</summary>
    public string? File { get; init; }

    /// <summary>How many clients there were, whatever became of them.</summary>
    public int Clients { get; init; }

    /// <summary>Bytes per client; the mean where their files differ.</summary>
    public long Bytes { get; init; }

    /// <summary>The time of the slowest client.</summary>
    [JsonPropertyName("slowest_s")]
    public TimeSpan? Slowest { get; init; }

    /// <summary>Bytes per client × clients ÷ slowest time.</summary>
    [JsonPropertyName("global_rate_bps")]
    public BitRate? GlobalRate { get; init; }

    /// <summary>All bytes ÷ time from the first start to the last end.</summary>
    [JsonPropertyName("aggregate_rate_bps")]
    public BitRate? AggregateRate { get; init; }

    /// <summary>Time between the first client's start and the last one's: how sharp the barrier was.</summary>
    [JsonPropertyName("start_spread_s")]
    public TimeSpan? StartSpread { get; init; }

    [JsonPropertyName("duration_s")]
    public RunDurations? Duration { get; init; }

    /// <summary>Jain's index of the clients' rates: 1 when all are equal, 1/n when one has it all.</summary>
    public double? Jain { get; init; }

    /// <summary>Clients that have the whole file.</summary>
    public int Ok { get; init; }

    /// <summary>Clients that have not.</summary>
    public int Failed { get; init; }

    /// <summary>Clients whose bytes are not the expected ones.</summary>
    public int Corrupt { get; init; }

    /// <summary>Of a run of many small requests; absent in others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RequestsRecord? Requests { get; init; }
}

/// <summary>How the clients' times are spread; a percentile of too few clients is null.</summary>
public sealed record RunDurations
{
    public TimeSpan? P50 { get; init; }

    public TimeSpan? P95 { get; init; }

    public TimeSpan? Max { get; init; }
}
