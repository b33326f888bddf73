using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Measurements.Json;

/// <summary>A duration as a number of seconds, exact to 100 ns.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var seconds = reader.GetDouble();
        return Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds
            ? new TimeSpan((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
            : throw new JsonException("The number of seconds is out of range.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalSeconds);
}
