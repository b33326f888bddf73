using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Agent.Spool;

/// <summary>
/// What the spool knows beside its records; the one line of the file <c>state</c>, in the form of a record, replaced as
/// a whole. A lost or old state only makes records be sent again, which the collector recognises by their ids.
/// </summary>
/// <param name="Segment">Everything before this place is acknowledged or thinned out.</param>
/// <param name="Gap">The line of a gap record that is still to be spooled; it tells of what was thinned out last.</param>
internal sealed record SpoolState(long Segment, long Offset, string? Gap)
{
    public static SpoolState Empty { get; } = new(0, 0, null);

    [JsonIgnore]
    public SpoolPosition Position => new(Segment, Offset);

    public byte[] Encode() => SpoolFormat.Encode(JsonSerializer.Serialize(this, SpoolJson.Default.SpoolState));

    /// <summary>Null when the bytes are no state.</summary>
    public static SpoolState? Parse(ReadOnlySpan<byte> bytes)
    {
        if (SpoolFormat.Next(bytes, out var record, out _) != SpoolPart.Record)
            return null;
        try
        {
            return JsonSerializer.Deserialize(record, SpoolJson.Default.SpoolState) is { Segment: >= 0, Offset: >= 0 } s
                ? s
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is read of a spooled record when it is lost.</summary>
internal sealed record RecordTime(DateTimeOffset? StartedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SpoolState))]
[JsonSerializable(typeof(RecordTime))]
internal sealed partial class SpoolJson : JsonSerializerContext;
