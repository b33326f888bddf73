using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Measurements.Records;

namespace Weir.Measurements.Json;

/// <summary>
/// The one JSON form of records and events: one line, snake_case, every field present, unknown is null,
/// seconds and bits per second as numbers, times as RFC 3339 in UTC.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TransferRecord))]
[JsonSerializable(typeof(ProgressEvent))]
[JsonSerializable(typeof(SourceEvent))]
[JsonSerializable(typeof(ExplainEvent))]
[JsonSerializable(typeof(FilesSummary))]
[JsonSerializable(typeof(ProbeRecord))]
[JsonSerializable(typeof(PacketRecord))]
[JsonSerializable(typeof(GapRecord))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(SeriesRecord))]
public sealed partial class MeasurementsJson : JsonSerializerContext
{
    /// <summary>The context to use; the generated <c>Default</c> knows nothing of the names and converters.</summary>
    public static MeasurementsJson Lines { get; } = new(LineOptions());

    /// <summary>The record in one line, without its line end.</summary>
    public static string ToLine(TransferRecord record) => JsonSerializer.Serialize(record, Lines.TransferRecord);

    /// <summary>The record in one line, without its line end.</summary>
    public static string ToLine(ProbeRecord record) => JsonSerializer.Serialize(record, Lines.ProbeRecord);

    /// <summary>The packet in one line, without its line end.</summary>
    public static string ToLine(PacketRecord packet) => JsonSerializer.Serialize(packet, Lines.PacketRecord);

    /// <summary>The record in one line, without its line end.</summary>
    public static string ToLine(GapRecord record) => JsonSerializer.Serialize(record, Lines.GapRecord);

    /// <summary>The record in one line, without its line end.</summary>
    public static string ToLine(RunRecord record) => JsonSerializer.Serialize(record, Lines.RunRecord);

    /// <summary>The summary of several runs in one line, without its line end.</summary>
    public static string ToLine(SeriesRecord series) => JsonSerializer.Serialize(series, Lines.SeriesRecord);

    /// <summary>The event in one line, without its line end.</summary>
    public static string ToLine(ProgressEvent progress) => JsonSerializer.Serialize(progress, Lines.ProgressEvent);

    /// <summary>The event in one line, without its line end.</summary>
    public static string ToLine(SourceEvent source) => JsonSerializer.Serialize(source, Lines.SourceEvent);

    /// <summary>The event in one line, without its line end.</summary>
    public static string ToLine(ExplainEvent explanation) => JsonSerializer.Serialize(explanation, Lines.ExplainEvent);

    /// <summary>The summary of several files in one line, without its line end.</summary>
    public static string ToLine(FilesSummary summary) => JsonSerializer.Serialize(summary, Lines.FilesSummary);

    private static JsonSerializerOptions LineOptions() =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            // The lines go to terminals, files and NDJSON endpoints, never into HTML: é and + stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new SecondsConverter(), new BitRateConverter(), new UtcTimeConverter() },
        };
}
