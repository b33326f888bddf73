using System.Text.Json.Nodes;
using Weir.Collector.Api;

namespace Weir.Collector.Documenting;

/// <summary>The forms that answers come in.</summary>
internal static class Forms
{
    public const string EventStream = "text/event-stream";

    /// <summary>A page of items as JSON, all of them as lines or CSV.</summary>
    /// <param name="item">The name of an item's schema.</param>
    public static Dictionary<string, JsonNode> List(string item) =>
        new(StringComparer.Ordinal)
        {
            [AnswerFormats.Json] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["items"] = new JsonObject { ["type"] = "array", ["items"] = Reference(item) },
                    ["next"] = new JsonObject { ["type"] = new JsonArray("string", "null") },
                },
                ["required"] = new JsonArray("items", "next"),
            },
            [AnswerFormats.Lines] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = $"{item}, one per line, all of them",
            },
            [AnswerFormats.Csv] = Text(),
        };

    public static Dictionary<string, JsonNode> One(string type, JsonNode schema) =>
        new(StringComparer.Ordinal) { [type] = schema };

    public static Dictionary<string, JsonNode> Json(string schema) => One(AnswerFormats.Json, Reference(schema));

    public static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    public static JsonObject Text() => new() { ["type"] = "string" };
}
