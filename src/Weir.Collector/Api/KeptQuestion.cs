using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage;

namespace Weir.Collector.Api;

/// <summary>All that an answer from rollups depends on, beside the rollups.</summary>
/// <param name="Name">Of the endpoint.</param>
/// <param name="Zone">Its id, or that each agent's own counts.</param>
internal sealed record KeptQuestion(
    string Name,
    AnswerFormat Format,
    MeasurementFilter Filter,
    string Zone,
    Metric? Metric
)
{
    /// <summary>What a summary tells apart.</summary>
    public Grouping Grouping { get; init; }

    public static KeptQuestion Of(string name, AnswerFormat format, ApiQuery query) =>
        new(
            name,
            format,
            query.Filter with
            {
                Kind = null,
                From = query.Filter.From?.ToUniversalTime(),
                To = query.Filter.To?.ToUniversalTime(),
            },
            query.IsOfAgents ? Clocks.OfAgentsName : query.Zone.Id,
            query.Metric
        )
        {
            Grouping = query.Grouping,
        };
}
