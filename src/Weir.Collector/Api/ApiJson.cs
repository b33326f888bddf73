using System.Text.Json.Serialization;
using Weir.Collector.Ingest;
using Weir.Collector.Storage;

namespace Weir.Collector.Api;

/// <summary>The JSON of answers that are not records themselves.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower
)]
[JsonSerializable(typeof(IngestAnswer))]
[JsonSerializable(typeof(NameItem))]
[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>What is wrong with a request.</summary>
/// <param name="Error">A sentence.</param>
internal sealed record ApiProblem(string Error);

/// <summary>An item of <c>/agents</c> and <c>/targets</c>.</summary>
internal sealed record NameItem(string Name, long Measurements, DateTime FirstAt, DateTime LastAt)
{
    public static NameItem Of(StoredName name) =>
        new(name.Name, name.Measurements, name.FirstAt.UtcDateTime, name.LastAt.UtcDateTime);
}
