using System.Text.Json.Nodes;
using Weir.Analysis.Json;
using Weir.Collector.Api;
using Weir.Collector.Managing;
using Weir.Collector.Sessions;
using Weir.Collector.Views;

namespace Weir.Collector.Documenting;

/// <summary>The schemas that the document's endpoints refer to.</summary>
internal static class Components
{
    public static JsonObject Schemas()
    {
        var schemas = new JsonObject
        {
            ["record"] = RecordSchema.Of("#/components/schemas/"),
            ["receipt"] = JsonSchemas.Of(ApiJson.Default.IngestAnswer),
            ["problem"] = JsonSchemas.Of(ApiJson.Default.ApiProblem),
            ["name"] = JsonSchemas.Of(ApiJson.Default.NameItem),
            ["summary"] = JsonSchemas.Of(AnalysisJson.Lines.SummaryRecord),
            ["rollup"] = JsonSchemas.Of(AnalysisJson.Lines.RollupRecord),
            ["overview"] = JsonSchemas.Of(AnalysisJson.Lines.TargetOverview),
            ["bands"] = JsonSchemas.Of(AnalysisJson.Lines.BandSeries),
            ["smoke"] = JsonSchemas.Of(AnalysisJson.Lines.SmokeSeries),
            ["heatmap"] = JsonSchemas.Of(ViewJson.Default.HeatmapItem),
            ["source"] = JsonSchemas.Of(ViewJson.Default.SourceItem),
            ["session"] = JsonSchemas.Of(SessionJson.Default.SessionAnswer),
            ["manage"] = JsonSchemas.Of(ManageJson.Default.ManagedList),
            ["run_detail"] = RunDetail(),
            ["analysis"] = Analysis(),
            ["hours"] = Series(["demand", "pain", "time_consistent"]),
            ["episode"] = Series(["from", "to"]),
        };
        foreach (var kind in RecordSchema.KindNames)
            schemas[kind] = RecordSchema.OfKind(kind);
        return schemas;
    }

    private static JsonObject RunDetail() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["run"] = Forms.Reference("record"),
                ["clients"] = new JsonObject { ["type"] = "array", ["items"] = Forms.Reference("record") },
            },
            ["required"] = new JsonArray("run", "clients"),
        };

    private static JsonObject Analysis() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["const"] = "analysis" },
                ["from"] = NullableTime(),
                ["to"] = NullableTime(),
                ["tz"] = Forms.Text(),
                ["series"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = Series(["n", "congestion", "level_shifts", "busiest_hour", "evidence"]),
                },
            },
            ["required"] = new JsonArray("type", "from", "to", "tz", "series"),
        };

    /// <summary>What is said of one agent, target and metric.</summary>
    private static JsonObject Series(string[] further) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["agent"] = NullableText(),
                ["target"] = NullableText(),
                ["metric"] = Forms.Text(),
            },
            ["required"] = new JsonArray(["agent", "target", "metric", .. further.Select(name => (JsonNode)name)]),
        };

    private static JsonObject NullableText() => new() { ["type"] = new JsonArray("string", "null") };

    private static JsonObject NullableTime() =>
        new() { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" };
}
