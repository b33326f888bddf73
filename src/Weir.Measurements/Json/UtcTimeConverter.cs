using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Measurements.Json;

/// <summary>A moment as RFC 3339 in UTC with microseconds: <c>2026-11-21T03:20:00.123456Z</c>.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[27];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
