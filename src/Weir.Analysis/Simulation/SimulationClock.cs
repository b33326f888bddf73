using Weir.Analysis.Periods;

namespace Weir.Analysis.Simulation;

/// <summary>The local days of a simulation, and who wants how much at which hour.</summary>
internal sealed class SimulationClock(SimulationOptions options)
{
    private const double PeakWidthHours = 1;
    private const double PeakHeight = 3;

    /// <summary>The mean of the day's curve, so that the average demand is 1.</summary>
    private static readonly double Mean = Enumerable.Range(0, 96).Average(q => Curve(q / 4.0, 12));

    public TimeZoneInfo Zone { get; } =
        options.Scenario.Zone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : options.Zone;

    public DateOnly FirstDay { get; } = options.Scenario.FirstDay ?? options.FirstDay;

    public DateTimeOffset Start => LocalTime.ToMoment(FirstDay.ToDateTime(default), Zone);

    public DateTimeOffset End => LocalTime.ToMoment(FirstDay.AddDays(options.Days).ToDateTime(default), Zone);

    /// <summary>Around 1.</summary>
    public double Demand(DateTimeOffset at) =>
        options.Scenario.DemandPeak is { } peak
            ? Curve(LocalTime.Of(at, Zone).TimeOfDay.TotalHours, peak + 0.5) / Mean
            : 1;

    private static double Curve(double hour, double peak)
    {
        var apart = Math.Abs(hour - peak);
        apart = Math.Min(apart, 24 - apart) / PeakWidthHours;
        return 1 + (PeakHeight * Math.Exp(-apart * apart / 2));
    }
}
