using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Measurements.Records;

namespace Weir.Measurements.Json;

/// <summary>A range as <c>[from,to]</c>.</summary>
public sealed class InclusiveRangeConverter : JsonConverter<InclusiveRange>
{
    /// <inheritdoc/>
    public override InclusiveRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A range is written [from,to].");

        var from = ReadOffset(ref reader);
        var to = ReadOffset(ref reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("A range has two ends.");
        return new InclusiveRange(from, to);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, InclusiveRange value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        writer.WriteNumberValue(value.From);
        writer.WriteNumberValue(value.To);
        writer.WriteEndArray();
    }

    private static long ReadOffset(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var offset)
            ? offset
            : throw new JsonException("The ends of a range are whole numbers.");
}
