using Weir.Analysis.Series;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;

namespace Weir.Analysis.Standing;

/// <summary>What a summary says of a metric. Pure.</summary>
public static class StepValue
{
    /// <summary>The median, or the ratio; null without values.</summary>
    public static double? Of(Metric metric, Summary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return metric is Metric.Loss ? summary.LossRatio : Distribution(metric, summary)!.Quantile(0.5);
    }

    /// <summary>All values; null for the ratio of packets that were lost, which is one number.</summary>
    public static Distribution? Distribution(Metric metric, Summary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return metric switch
        {
            Metric.Rtt => summary.Rtt,
            Metric.Throughput => summary.Throughput,
            Metric.Response => summary.Response,
            Metric.Jitter => summary.Jitter,
            _ => null,
        };
    }
}
