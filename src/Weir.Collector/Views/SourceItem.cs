using System.Text.Json.Serialization;
using Weir.Analysis.Summaries;

namespace Weir.Collector.Views;

/// <summary>What one source did in all transfers of a period: an item of <c>GET /api/v1/sources</c>.</summary>
/// <param name="Bytes">Body bytes that were taken from it.</param>
/// <param name="Share">Of the bytes that all these transfers took; null when they took none.</param>
/// <param name="FailedTransfers">Transfers that ended with this source failed, stalled or rejected.</param>
/// <param name="LastAt">When the latest of them began, in UTC: with "Z" at its end, as all times of the API.</param>
/// <param name="LastReason">The latest reason that was given for giving it up.</param>
internal sealed record SourceItem(
    string Url,
    long Transfers,
    long Bytes,
    double? Share,
    long Requests,
    long Failures,
    long FailedTransfers,
    SpreadRecord? ThroughputBps,
    SpreadRecord? ConnectS,
    [property: JsonPropertyName("rtt_s")] SpreadRecord? Rtt,
    DateTime LastAt,
    string? LastReason
);
