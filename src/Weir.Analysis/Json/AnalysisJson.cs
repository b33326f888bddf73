using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Analysis.Bands;
using Weir.Analysis.Standing;
using Weir.Analysis.Summaries;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Analysis.Json;

/// <summary>The one JSON form of summaries and rollups, in the manner of <see cref="MeasurementsJson"/>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SummaryRecord))]
[JsonSerializable(typeof(RollupRecord))]
[JsonSerializable(typeof(DistributionRecord))]
[JsonSerializable(typeof(TargetOverview))]
[JsonSerializable(typeof(BandSeries))]
[JsonSerializable(typeof(SmokeSeries))]
public sealed partial class AnalysisJson : JsonSerializerContext
{
    /// <summary>The context to use; the generated <c>Default</c> knows nothing of the names.</summary>
    public static AnalysisJson Lines { get; } = new(LineOptions());

    private static JsonSerializerOptions LineOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        foreach (var converter in MeasurementsJson.Lines.Options.Converters)
            options.Converters.Add(converter);
        return options;
    }
}
