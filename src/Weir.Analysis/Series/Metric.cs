using System.Text.Json.Serialization;

namespace Weir.Analysis.Series;

/// <summary>What is judged of an agent's view of a target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Metric>))]
public enum Metric
{
    /// <summary>Median round-trip time of a quarter's packets, in seconds.</summary>
    [JsonStringEnumMemberName("rtt_s")]
    Rtt,

    /// <summary>Lost of sent packets.</summary>
    [JsonStringEnumMemberName("loss_ratio")]
    Loss,

    /// <summary>Median speed of the downloads that ended well, in bits per second.</summary>
    [JsonStringEnumMemberName("throughput_bps")]
    Throughput,

    /// <summary>Median time to the first byte of downloads that ended well, in seconds.</summary>
    [JsonStringEnumMemberName("response_s")]
    Response,

    /// <summary>Mean jitter of a quarter's probes, in seconds: evidence for the others, never judged itself.</summary>
    [JsonStringEnumMemberName("jitter_s")]
    Jitter,

    /// <summary>
    /// Segments that were sent again for each megabyte of downloads: evidence as jitter, and only where raw records are read.
    /// </summary>
    [JsonStringEnumMemberName("retransmits")]
    Retransmits,
}
