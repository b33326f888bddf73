using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Measurements.Units;
using Weir.Transport.Impairment;

namespace Weir.Cli.Proxying;

/// <summary>The options that say what a relay does in one direction, or in both.</summary>
/// <param name="prefix">Empty for both, <c>up.</c> or <c>down.</c> for one; those of one direction are not in the help.</param>
internal sealed class DirectionOptions(string prefix)
{
    private readonly ValueOption<TimeSpan> _delay = TypedOptions.Duration(
        $"--{prefix}delay",
        "Relays: add so much to the time that everything takes"
    );

    private readonly ValueOption<TimeSpan> _jitter = TypedOptions.Duration(
        $"--{prefix}delay-jitter",
        "Relays: let the delay vary so much"
    );

    private readonly ValueOption<JitterDistribution> _distribution = TypedOptions.OneOf(
        $"--{prefix}jitter-distribution",
        "Relays: how it varies (default normal: the jitter is its deviation)",
        ("normal", JitterDistribution.Normal),
        ("uniform", JitterDistribution.Uniform)
    );

    private readonly Option<bool> _order = TypedOptions.Flag(
        $"--{prefix}keep-order",
        "UDP relays: let jitter never reorder"
    );

    private readonly ValueOption<double> _loss = TypedOptions.Percent($"--{prefix}loss", "UDP relays: lose so many");

    private readonly ValueOption<int> _burst = TypedOptions.Count(
        $"--{prefix}loss-burst",
        "UDP relays: lose in bursts of so many on average (Gilbert-Elliott)",
        max: 1_000_000
    );

    private readonly ValueOption<double> _inBurst = TypedOptions.Percent(
        $"--{prefix}loss-in-burst",
        "UDP relays: lose so many within a burst (default 100%)"
    );

    private readonly ValueOption<double> _betweenBursts = TypedOptions.Percent(
        $"--{prefix}loss-between-bursts",
        "UDP relays: lose so many between bursts (default 0%)"
    );

    private readonly ValueOption<double> _duplicate = TypedOptions.Percent(
        $"--{prefix}duplicate",
        "UDP relays: send so many twice"
    );

    private readonly ValueOption<double> _reorder = TypedOptions.Percent(
        $"--{prefix}reorder",
        "UDP relays: let so many be overtaken"
    );

    private readonly ValueOption<double> _corrupt = TypedOptions.Percent(
        $"--{prefix}corrupt",
        "UDP relays: invert a bit of so many"
    );

    private readonly ValueOption<BitRate> _bandwidth = TypedOptions.Rate(
        $"--{prefix}bandwidth",
        "Relays: carry no more than that"
    );

    private readonly ValueOption<QueueLimit> _queue = TypedOptions.Queue(
        $"--{prefix}queue",
        "Relays: what may wait for the bandwidth, as a time or a size (default 100ms)"
    );

    public IEnumerable<Option> All
    {
        get
        {
            Option[] all =
            [
                _delay,
                _jitter,
                _distribution,
                _order,
                _loss,
                _burst,
                _inBurst,
                _betweenBursts,
                _duplicate,
                _reorder,
                _corrupt,
                _bandwidth,
                _queue,
            ];
            foreach (var option in all)
                option.Hidden = prefix.Length > 0;
            return all;
        }
    }

    /// <summary>The first of them that was given; null when none was.</summary>
    public Option? Given(ParseResult line) =>
        All.FirstOrDefault(option => line.GetResult(option) is { Implicit: false });

    /// <summary>What was given, over what holds otherwise.</summary>
    public ImpairmentOptions Read(ParseResult line, ImpairmentOptions otherwise) =>
        otherwise with
        {
            Delay = line.GetValue(_delay) ?? otherwise.Delay,
            DelayJitter = line.GetValue(_jitter) ?? otherwise.DelayJitter,
            JitterDistribution = line.GetValue(_distribution) ?? otherwise.JitterDistribution,
            KeepsOrder = line.GetValue(_order) || otherwise.KeepsOrder,
            Loss = line.GetValue(_loss) ?? otherwise.Loss,
            LossBurst = line.GetValue(_burst) ?? otherwise.LossBurst,
            LossInBurst = line.GetValue(_inBurst) ?? otherwise.LossInBurst,
            LossBetweenBursts = line.GetValue(_betweenBursts) ?? otherwise.LossBetweenBursts,
            Duplicate = line.GetValue(_duplicate) ?? otherwise.Duplicate,
            Reorder = line.GetValue(_reorder) ?? otherwise.Reorder,
            Corrupt = line.GetValue(_corrupt) ?? otherwise.Corrupt,
            Bandwidth = line.GetValue(_bandwidth) ?? otherwise.Bandwidth,
            Queue = line.GetValue(_queue) ?? otherwise.Queue,
        };
}
