namespace Weir.Cli.Probing.SelfTest;

/// <summary>One number that is known, and what the probe made of it.</summary>
/// <param name="Name">As JSON says it.</param>
/// <param name="Truth">A count, or seconds.</param>
/// <param name="Tolerance">How far off the measured one may be; 0 for counts.</param>
/// <param name="IsTime">True when the numbers are seconds.</param>
internal sealed record SelfTestCheck(string Name, double Truth, double? Measured, double Tolerance, bool IsTime)
{
    public bool IsRight => Measured is { } measured && Math.Abs(measured - Truth) <= Tolerance;

    public static SelfTestCheck Count(string name, long truth, long? measured) => new(name, truth, measured, 0, false);

    public static SelfTestCheck Time(string name, TimeSpan truth, double? measured, TimeSpan tolerance) =>
        new(name, truth.TotalSeconds, measured, tolerance.TotalSeconds, true);
}
