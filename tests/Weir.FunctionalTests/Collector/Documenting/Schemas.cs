using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Weir.FunctionalTests.Collector.Documenting;

/// <summary>Judges JSON by JSON Schema 2020-12.</summary>
internal static class Schemas
{
    public static EvaluationResults Evaluate(JsonObject schema, JsonElement instance) =>
        JsonSchema
            .FromText(schema.ToJsonString())
            .Evaluate(
                instance,
                new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true }
            );
}
