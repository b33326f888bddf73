using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Agent.Schedule;

/// <summary>
/// Parts of the day in which runs may start: <c>22:00-06:00</c>, <c>mon-fri 09:00-17:00</c>. One that passes midnight
/// belongs to the day on which it begins. Pure.
/// </summary>
public sealed class DayWindows
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private const int MinutesOfWeek = 7 * 24 * 60;

    private readonly IReadOnlyList<Window> _windows;

    private DayWindows(IReadOnlyList<Window> windows) => _windows = windows;

    /// <summary>How long the shortest of them is.</summary>
    public TimeSpan Shortest => _windows.Min(window => window.Length);

    public static bool TryParse(
        IReadOnlyList<string> texts,
        [NotNullWhen(true)] out DayWindows? windows,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        windows = null;
        problem = null;
        var read = new List<Window>();
        foreach (var text in texts)
        {
            if (TryParse(text) is { } window)
                read.Add(window);
            else
                problem ??= $"\"{text}\" is no window of the day; write 22:00-06:00 or mon-fri 09:00-17:00";
        }

        if (read.Count == 0)
            problem ??= "no window is given; write 22:00-06:00 or mon-fri 09:00-17:00";
        if (problem is null)
            windows = new DayWindows(read);
        return windows is not null;
    }

    /// <param name="local">As the clocks of the place show it.</param>
    public bool Contains(DateTime local) => _windows.Any(window => window.Contains(local));

    /// <summary>The first minute from <paramref name="at"/> on that is in a window.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset at, TimeZoneInfo zone)
    {
        // A week shows every minute that a clock can show, but for those that a change of the clocks skips.
        var whole = at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute));
        for (var minutes = 0; minutes <= 2 * MinutesOfWeek; minutes++)
        {
            var minute = minutes == 0 ? at : whole + (minutes * Minute);
            if (Contains(TimeZoneInfo.ConvertTime(minute, zone).DateTime))
                return minute;
        }

        return DateTimeOffset.MaxValue;
    }

    /// <summary>How much of the week is in a window, 0 to 1.</summary>
    public double Share()
    {
        var monday = new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Unspecified);
        return Enumerable.Range(0, MinutesOfWeek).Count(minute => Contains(monday + (minute * Minute)))
            / (double)MinutesOfWeek;
    }

    private static Window? TryParse(string text)
    {
        var parts = text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var days = Enumerable.Repeat(true, DayNames.Short.Length).ToArray();
        if (parts.Length == 2 && !DayNames.TryParse(parts[0], out days))
            return null;
        if (parts.Length is not (1 or 2) || parts[^1].Split('-') is not [var begin, var end])
            return null;
        return TryTime(begin, out var from) && TryTime(end, out var to) && from != to && from < Day
            ? new Window(days, from, to)
            : null;
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = Day;
        return text == "24:00"
            || TimeSpan.TryParseExact(text, [@"h\:mm", @"hh\:mm"], CultureInfo.InvariantCulture, out time);
    }

    private sealed record Window(bool[] Days, TimeSpan From, TimeSpan To)
    {
        public TimeSpan Length => To > From ? To - From : Day - From + To;

        public bool Contains(DateTime local)
        {
            var (today, time) = ((int)local.DayOfWeek, local.TimeOfDay);
            if (To > From)
                return Days[today] && time >= From && time < To;
            return (Days[today] && time >= From) || (Days[(today + 6) % 7] && time < To);
        }
    }
}
