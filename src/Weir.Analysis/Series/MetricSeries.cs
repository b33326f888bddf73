namespace Weir.Analysis.Series;

/// <summary>One metric of an agent's view of a target over time, in quarters of an hour.</summary>
/// <param name="Count">How many measurements are in it.</param>
/// <param name="Quarters">Since the epoch, ascending, each once.</param>
/// <param name="Values">One for each, in the unit of the metric.</param>
public sealed record MetricSeries(
    string Agent,
    string Target,
    Metric Metric,
    long Count,
    long[] Quarters,
    double[] Values
)
{
    /// <summary>On the scale of <see cref="MetricRules.ToBadness"/>.</summary>
    public double[] Badness() => Array.ConvertAll(Values, value => MetricRules.ToBadness(Metric, value));
}
