using System.Text.Json.Serialization;

namespace Weir.Collector.Views;

/// <summary>The JSON of items that the collector makes itself.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HeatmapItem))]
[JsonSerializable(typeof(SourceItem))]
internal sealed partial class ViewJson : JsonSerializerContext;
