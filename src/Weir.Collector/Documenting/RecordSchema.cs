using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Weir.Measurements.Json;

namespace Weir.Collector.Documenting;

/// <summary>The JSON Schema of a record as <c>POST /api/v1/measurements</c> takes it.</summary>
internal static class RecordSchema
{
    private static readonly (string Kind, JsonTypeInfo Type)[] Kinds =
    [
        ("transfer", MeasurementsJson.Lines.TransferRecord),
        ("probe", MeasurementsJson.Lines.ProbeRecord),
        ("run", MeasurementsJson.Lines.RunRecord),
        ("gap", MeasurementsJson.Lines.GapRecord),
    ];

    /// <summary>A schema of its own.</summary>
    public static JsonObject Document()
    {
        var schema = Of("#/$defs/");
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["$defs"] = new JsonObject(
            Kinds.Select(kind => KeyValuePair.Create<string, JsonNode?>(kind.Kind, OfKind(kind.Kind)))
        );
        return schema;
    }

    /// <summary>The names of the kinds that are described.</summary>
    public static IEnumerable<string> KindNames => Kinds.Select(kind => kind.Kind);

    /// <summary>What any record has to have, with a reference to its kind's own fields.</summary>
    /// <param name="place">Where the schemas of kinds are.</param>
    public static JsonObject Of(string place) =>
        new()
        {
            ["title"] = "Weir record, version 1",
            ["description"] =
                "One line of NDJSON. Any field but the required ones may be absent or null; unknown fields and types are kept.",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = Text(32),
                ["schema"] = new JsonObject { ["type"] = new JsonArray("integer", "null") },
                ["id"] = Text(128),
                ["started_at"] = new JsonObject
                {
                    ["type"] = "string",
                    ["format"] = "date-time",
                    ["description"] = "RFC 3339, of the years 2000 to 2199",
                },
                ["agent"] = Text(2048),
                ["target"] = Text(2048),
                ["outcome"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["maxLength"] = 32 },
            },
            ["required"] = new JsonArray("type", "id", "started_at", "agent", "target"),
            ["allOf"] = new JsonArray([.. KindNames.Select(kind => When(kind, $"{place}{kind}")), OutcomeUnlessRun()]),
        };

    /// <summary>The fields of one kind.</summary>
    public static JsonObject OfKind(string kind)
    {
        var schema = JsonSchemas.Of(Kinds.Single(one => one.Kind == kind).Type, isLenient: true);
        schema["title"] = kind;
        ((JsonObject)schema["properties"]!)["type"] = new JsonObject { ["const"] = kind };
        return schema;
    }

    private static JsonObject Text(int longest) =>
        new()
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["maxLength"] = longest,
            ["description"] = $"At most {longest} bytes in UTF-8",
            ["pattern"] = "^[^\\u0000-\\u001f]*$",
        };

    private static JsonObject When(string kind, string reference) =>
        new()
        {
            ["if"] = IsOf(kind),
            ["then"] = new JsonObject { ["$ref"] = reference },
        };

    private static JsonObject OutcomeUnlessRun() =>
        new()
        {
            ["if"] = IsOf("run"),
            ["else"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["outcome"] = new JsonObject { ["type"] = "string", ["minLength"] = 1 },
                },
                ["required"] = new JsonArray("outcome"),
            },
        };

    private static JsonObject IsOf(string kind) =>
        new()
        {
            ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = kind } },
            ["required"] = new JsonArray("type"),
        };
}
