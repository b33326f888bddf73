using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Measurements.Loss;

namespace Weir.Measurements.Json;

/// <summary>Runs of losses as <c>[length,count]</c>.</summary>
public sealed class LossRunCountConverter : JsonConverter<LossRunCount>
{
    /// <inheritdoc/>
    public override LossRunCount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Runs of losses are pairs.");
        var (length, count) = (ReadNumber(ref reader), ReadNumber(ref reader));
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("Runs of losses are pairs.");
        return new LossRunCount(length, count);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LossRunCount value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Length);
        writer.WriteNumberValue(value.Count);
        writer.WriteEndArray();
    }

    private static long ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number > 0
            ? number
            : throw new JsonException("Runs of losses are pairs of whole numbers above 0.");
}
