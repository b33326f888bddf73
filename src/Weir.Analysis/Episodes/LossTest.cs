using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Episodes;

/// <summary>
/// Whether the packets that were lost in a stretch are more than those that are lost now and then. Pure.
/// </summary>
/// <remarks>
/// Where hardly anything is lost, two single packets within half an hour are above any floor, and there is such a half hour
/// nearly every day. So the packets are counted, against the rate of the hours around (Poisson), and the level is that of
/// all stretches as long which a day has, strict because where a stretch begins and ends was chosen by its losses.
/// </remarks>
internal sealed class LossTest(MetricSeries series)
{
    private const double AlphaOfDay = 0.001;

    /// <summary>The least that can be lost of a quarter's packets is one.</summary>
    private readonly double _packet = series.Values.Where(value => value > 0).DefaultIfEmpty(1).Min();

    public bool IsBeyondChance(double[] inside, double[] around)
    {
        var lost = (long)Math.Round(inside.Sum() / _packet);
        // One more than was seen: nothing lost in twelve hours does not prove that nothing ever is.
        var rate = ((around.Sum() / _packet) + 1) / Math.Max(1, around.Length);
        return Poisson.UpperTail(lost, rate * inside.Length) <= AlphaOfDay * inside.Length / Quarter.PerDay;
    }
}
