namespace Weir.Analysis.Statistics;

/// <summary>A number with the 95 % interval that it is known within.</summary>
public readonly record struct Interval(double Value, double Low, double High)
{
    public bool Contains(double truth) => Low <= truth && truth <= High;
}
