using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Measurements.Histograms;

namespace Weir.Measurements.Json;

/// <summary>A bucket as <c>[bucket,count]</c>.</summary>
public sealed class HistogramBucketConverter : JsonConverter<HistogramBucket>
{
    /// <inheritdoc/>
    public override HistogramBucket Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A bucket is written [bucket,count].");

        var bucket = ReadNumber(ref reader);
        var count = ReadNumber(ref reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("A bucket is a pair.");
        if (bucket is < LogBuckets.Lowest or > LogBuckets.Highest || count < 1)
            throw new JsonException($"[{bucket},{count}] is no bucket of a histogram.");
        return new HistogramBucket((int)bucket, count);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, HistogramBucket value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Bucket);
        writer.WriteNumberValue(value.Count);
        writer.WriteEndArray();
    }

    private static long ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            ? number
            : throw new JsonException("A bucket is a pair of whole numbers.");
}
