namespace Weir.Collector.Storage.Rollups;

/// <summary>The widths in which stores keep rollups, in seconds. Hours and days begin in UTC.</summary>
/// <remarks>
/// Quarters are what all else is computed from; hours and days hold the same numbers in fewer rows. They are written in
/// the same transaction.
/// </remarks>
public enum RollupWidth
{
    Quarter = 900,
    Hour = 3600,
    Day = 86400,
}
