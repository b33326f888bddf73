namespace Weir.Analysis.Series;

/// <summary>How a metric is judged: on which scale, and what is too little to matter. Pure.</summary>
/// <remarks>
/// On the scale of badness more is worse for every metric. Rates and response times are on a logarithmic one: half the speed
/// is as bad for a fast line as for a slow one. Round trips are not: a queue adds milliseconds to a near target and a
/// far one alike.
/// </remarks>
public static class MetricRules
{
    public static IReadOnlyList<Metric> Judged { get; } = [Metric.Rtt, Metric.Loss, Metric.Throughput, Metric.Response];

    /// <summary>The word of the records.</summary>
    public static string Name(Metric metric) =>
        metric switch
        {
            Metric.Rtt => "rtt_s",
            Metric.Loss => "loss_ratio",
            Metric.Throughput => "throughput_bps",
            Metric.Response => "response_s",
            Metric.Retransmits => "retransmits",
            _ => "jitter_s",
        };

    /// <summary>
    /// What stands for many quarters: their median. Of losses their mean: with a few packets in a quarter most quarters lose
    /// none, however many are lost in all.
    /// </summary>
    public static double Typical(Metric metric, ReadOnlySpan<double> badness) =>
        metric is Metric.Loss ? Statistics.Order.Mean(badness) : Statistics.Order.Median(badness);

    public static double ToBadness(Metric metric, double value) =>
        metric switch
        {
            Metric.Throughput => -Math.Log(Math.Max(1, value)),
            Metric.Response => Math.Log(Math.Max(1e-6, value)),
            _ => value,
        };

    public static double FromBadness(Metric metric, double badness) =>
        metric switch
        {
            Metric.Throughput => Math.Exp(-badness),
            Metric.Response => Math.Exp(badness),
            _ => badness,
        };

    /// <summary>The least step of badness that counts, however quiet a series is: 2 ms, 0.5 % lost, 15 % of speed, a quarter more to wait.</summary>
    public static double Floor(Metric metric) =>
        metric switch
        {
            Metric.Rtt => 0.002,
            Metric.Loss => 0.005,
            Metric.Throughput => -Math.Log(1 - 0.15),
            Metric.Response => Math.Log(1.25),
            Metric.Retransmits => 1,
            _ => 0.001,
        };

    /// <summary>
    /// A step of badness as people read it: seconds, a share lost, a share of the speed that is gone, a share more to wait.
    /// </summary>
    public static double Elevation(Metric metric, double step) =>
        metric switch
        {
            Metric.Throughput => 1 - Math.Exp(-step),
            Metric.Response => Math.Exp(step) - 1,
            _ => step,
        };
}
