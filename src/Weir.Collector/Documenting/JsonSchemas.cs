using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Weir.Measurements.Histograms;
using Weir.Measurements.Loss;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Collector.Documenting;

/// <summary>JSON Schemas (2020-12) of what is sent and answered, made of the very types that write it.</summary>
internal static class JsonSchemas
{
    /// <param name="type">As the writing context knows it.</param>
    /// <param name="isLenient">Whether any field may be absent or null, as the collector takes records.</param>
    public static JsonObject Of(JsonTypeInfo type, bool isLenient = false)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Transform(context, node, isLenient),
        };
        var schema = (JsonObject)type.GetJsonSchemaAsNode(options);
        WriteOut(schema, schema);
        return schema;
    }

    /// <summary>
    /// Puts copies where the exporter points to the first place of a type that comes again: such a pointer is from the root,
    /// and the schema becomes part of a document. No type here holds itself.
    /// </summary>
    private static void WriteOut(JsonObject schema, JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>().ToList())
                WriteOut(schema, item);
        }

        if (node is not JsonObject fields)
            return;
        if (fields["$ref"]?.GetValue<string>() is { } place)
        {
            var found = place.Split('/').Skip(1).Aggregate((JsonNode)schema, (at, part) => at[part]!);
            fields.Remove("$ref");
            foreach (var (name, value) in found.AsObject())
                fields.TryAdd(name, value?.DeepClone());
        }

        foreach (var value in fields.Select(field => field.Value).OfType<JsonNode>().ToList())
            WriteOut(schema, value);
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, bool isLenient)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isNullable = type != context.TypeInfo.Type;
        JsonNode schema =
            type == typeof(TimeSpan) ? Number("seconds", isNullable)
            : type == typeof(BitRate) ? Number("bits per second", isNullable: true)
            : type == typeof(DateTimeOffset) ? Time(isNullable)
            : type == typeof(HistogramBucket) ? Pair("bucket", "count")
            : type == typeof(LossRunCount) ? Pair("length", "count")
            : type == typeof(InclusiveRange) ? Pair("from", "to")
            : node;
        if (schema is JsonObject fields)
        {
            fields.Remove("required");
            if (isLenient && context.PropertyInfo is not null)
                AllowNull(fields);
        }

        return schema;
    }

    private static JsonObject Number(string unit, bool isNullable) =>
        new() { ["type"] = Type("number", isNullable), ["description"] = unit };

    private static JsonObject Time(bool isNullable) =>
        new() { ["type"] = Type("string", isNullable), ["format"] = "date-time" };

    private static JsonObject Pair(string one, string other) =>
        new()
        {
            ["type"] = "array",
            ["description"] = $"[{one},{other}]",
            ["items"] = new JsonObject { ["type"] = "integer" },
            ["minItems"] = 2,
            ["maxItems"] = 2,
        };

    private static JsonNode Type(string name, bool isNullable) =>
        isNullable ? new JsonArray(name, "null") : JsonValue.Create(name);

    private static void AllowNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue one)
            schema["type"] = new JsonArray(one.DeepClone(), "null");
        if (schema["enum"] is JsonArray words && words.All(word => word is not null))
            words.Add(null);
    }
}
