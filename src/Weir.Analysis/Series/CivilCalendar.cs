using Weir.Analysis.Periods;

namespace Weir.Analysis.Series;

/// <summary>Quarters on the clocks of a zone: which local day and which quarter of that day each one is.</summary>
/// <remarks>
/// The offsets of all zones in use are whole quarters. Where a clock shows a quarter twice, both are the same cell; a
/// quarter that it skips is none. One calendar serves all series of a zone; it is immutable.
/// </remarks>
public sealed class CivilCalendar
{
    private readonly long _first;
    private readonly int[] _cells;

    private CivilCalendar(TimeZoneInfo zone, long first, int[] cells, DateOnly firstDay)
    {
        (Zone, _first, _cells, FirstDay) = (zone, first, cells, firstDay);
        Days = cells.Length == 0 ? 0 : (cells.Max() / Quarter.PerDay) + 1;
        var existing = new byte[Days * Quarter.PerDay];
        foreach (var cell in cells)
            existing[cell]++;
        Existing = existing;
    }

    public TimeZoneInfo Zone { get; }

    /// <summary>Of row 0.</summary>
    public DateOnly FirstDay { get; }

    public int Days { get; }

    /// <summary>How many quarters of the period each cell has: 0, 1, or 2 where a clock was put back.</summary>
    public IReadOnlyList<byte> Existing { get; }

    /// <param name="from">The first quarter.</param>
    /// <param name="to">The quarter after the last.</param>
    public static CivilCalendar Of(TimeZoneInfo zone, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var count = checked((int)Math.Max(0, to - from));
        var cells = new int[count];
        var firstDay = DateOnly.FromDateTime(LocalTime.Of(Quarter.Start(from), zone));
        for (var i = 0; i < count; i++)
        {
            var local = LocalTime.Of(Quarter.Start(from + i), zone);
            var day = DateOnly.FromDateTime(local).DayNumber - firstDay.DayNumber;
            cells[i] = (day * Quarter.PerDay) + ((local.Hour * Quarter.PerHour) + (local.Minute / 15));
        }

        return new CivilCalendar(zone, from, cells, firstDay);
    }

    /// <summary>The calendars of the zones of these paths' agents.</summary>
    public static IReadOnlyDictionary<TimeZoneInfo, CivilCalendar> Of(Clocks clocks, IEnumerable<PathSeries> paths)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        return paths
            .GroupBy(path => clocks.Of(path.Agent))
            .ToDictionary(group => group.Key, group => Of(group.Key, group));
    }

    /// <summary>The calendar that all quarters of these paths are in.</summary>
    public static CivilCalendar Of(TimeZoneInfo zone, IEnumerable<PathSeries> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var all = paths.SelectMany(path => path.Metrics).Where(series => series.Quarters.Length > 0).ToList();
        return all.Count == 0
            ? Of(zone, 0, 0)
            : Of(zone, all.Min(series => series.Quarters[0]), all.Max(series => series.Quarters[^1]) + 1);
    }

    /// <summary>Day × 96 + quarter of the day; −1 for one outside the period.</summary>
    public int CellOf(long quarter)
    {
        var index = quarter - _first;
        return index >= 0 && index < _cells.Length ? _cells[index] : -1;
    }

    public DateOnly DayOf(int row) => FirstDay.AddDays(row);

    public bool IsWorkday(int row) => DayOf(row).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
