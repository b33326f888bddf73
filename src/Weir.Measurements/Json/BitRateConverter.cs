using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Json;

/// <summary>A rate as a number of bits per second; JSON knows no infinity, so that becomes null.</summary>
internal sealed class BitRateConverter : JsonConverter<BitRate>
{
    public override BitRate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, BitRate value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value.BitsPerSecond))
            writer.WriteNumberValue(value.BitsPerSecond);
        else
            writer.WriteNullValue();
    }
}
