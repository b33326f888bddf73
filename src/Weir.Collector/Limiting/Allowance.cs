namespace Weir.Collector.Limiting;

/// <summary>
/// How much of something is left to one sender. What a request brings is known only behind it, so that each one begun
/// with something left is taken whole, and those that follow wait until its debt is paid. Pure; one thread at a time.
/// </summary>
/// <param name="perSecond">What comes back each second.</param>
/// <param name="most">What is left at most.</param>
internal sealed class Allowance(double perSecond, double most)
{
    private readonly double _most = most;
    private double _left = most;
    private TimeSpan _at;

    /// <summary>Whether nothing was taken, of late.</summary>
    public bool IsWhole(TimeSpan now) => Left(now) >= _most;

    /// <summary>How long to wait until something is left; zero when something is.</summary>
    /// <param name="now">On a clock that nobody sets.</param>
    public TimeSpan Wait(TimeSpan now) =>
        Left(now) is var left && left > 0
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min(3600, (1 - left) / perSecond));

    public void Take(double amount, TimeSpan now) => (_left, _at) = (Left(now) - amount, now);

    private double Left(TimeSpan now) => Math.Min(_most, _left + ((now - _at).TotalSeconds * perSecond));
}
